//! GetServiceLastAccessedDetailsWithEntities: the users and roles of a report, and when each used one service.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html>

use std::collections::BTreeSet;

use names::UniqueId;
use pipeline::{Allowed, Check, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, UnixTime, roles, users};
use shapes::catalog;
use shapes::iam::{
    EntityDetails, EntityInfo, GetServiceLastAccessedDetailsWithEntitiesError,
    GetServiceLastAccessedDetailsWithEntitiesRequest,
    GetServiceLastAccessedDetailsWithEntitiesResponse, JobStatusType, PolicyOwnerEntityType,
};
use wire::CommonError;

use super::errors;
use super::job::Found;
use super::snapshot::Snapshot;
use crate::shared::{last_use, view};

pub(crate) struct GetServiceLastAccessedDetailsWithEntities;

impl Operation for GetServiceLastAccessedDetailsWithEntities {
    type Input = GetServiceLastAccessedDetailsWithEntitiesRequest;
    type Output = GetServiceLastAccessedDetailsWithEntitiesResponse;
    type Error = GetServiceLastAccessedDetailsWithEntitiesError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetServiceLastAccessedDetailsWithEntitiesRequest,
    ) -> Result<Demand, GetServiceLastAccessedDetailsWithEntitiesError> {
        let action = "iam:GetServiceLastAccessedDetailsWithEntities";
        Ok(Demand::new(Check::on_anything(action)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetServiceLastAccessedDetailsWithEntitiesRequest,
    ) -> Result<
        GetServiceLastAccessedDetailsWithEntitiesResponse,
        GetServiceLastAccessedDetailsWithEntitiesError,
    > {
        let job = Found::find(cx, tx, &input.job_id)?;
        if catalog::service(&input.service_namespace).is_none() {
            return Err(errors::invalid_namespace(&input.service_namespace).into());
        }
        // AWS was observed to take a marker of one service for another of the same job.
        let question = format!("GetServiceLastAccessedDetailsWithEntities/{}", input.job_id);
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let underway = GetServiceLastAccessedDetailsWithEntitiesResponse {
            job_status: JobStatusType::InProgress,
            job_creation_date: job.created_at(),
            job_completion_date: None,
            entity_details_list: None,
            is_truncated: None,
            marker: None,
            error: None,
        };
        let Some(snapshot) = job.snapshot()? else {
            return Ok(underway);
        };
        let ranked = ranked(&snapshot, &input.service_namespace);
        let passed = page.after.as_ref().and_then(|place| place.parse().ok());
        let later = ranked
            .into_iter()
            .enumerate()
            .skip(passed.unwrap_or_default())
            .filter_map(|(place, (id, used_at))| Some((place + 1, shown(tx, id, used_at)?)));
        let (entities, marker) = page.take(cx, &question, later, |(place, _)| place.to_string());
        let entities = entities.into_iter().map(|(_, entity)| entity);
        Ok(GetServiceLastAccessedDetailsWithEntitiesResponse {
            job_status: JobStatusType::Completed,
            job_completion_date: Some(job.completed_at()),
            entity_details_list: Some(entities.collect()),
            is_truncated: Some(marker.is_some()),
            marker,
            ..underway
        })
    }
}

/// All entities of the report, those who used the service last first, and after them those who never did; none where
/// the service was not granted.
fn ranked(snapshot: &Snapshot, namespace: &str) -> Vec<(UniqueId, Option<UnixTime>)> {
    let Some(service) = snapshot.service(namespace) else {
        return Vec::new();
    };
    let used: BTreeSet<UniqueId> = service.uses.iter().map(|used| used.entity).collect();
    let users = service.uses.iter().map(|used| (used.entity, Some(used.at)));
    let others = snapshot.entities.iter().filter(|id| !used.contains(id));
    users.chain(others.map(|id| (*id, None))).collect()
}

/// The user or role as it is called now; none if it is gone.
fn shown(tx: &mut ReadTx, id: UniqueId, used_at: Option<UnixTime>) -> Option<EntityDetails> {
    let user = users::by_id(tx, id).map(|user| EntityInfo {
        arn: user.arn().to_string(),
        name: user.name.to_string(),
        r#type: PolicyOwnerEntityType::User,
        id: id.to_string(),
        path: Some(user.path.to_string()),
    });
    let role = || {
        let role = roles::by_id(tx, id)?;
        Some(EntityInfo {
            arn: role.arn().to_string(),
            name: role.name.to_string(),
            r#type: PolicyOwnerEntityType::Role,
            id: id.to_string(),
            path: Some(role.path.to_string()),
        })
    };
    Some(EntityDetails {
        entity_info: user.or_else(role)?,
        last_authenticated: used_at.map(|at| view::time(last_use::minute(at))),
    })
}
