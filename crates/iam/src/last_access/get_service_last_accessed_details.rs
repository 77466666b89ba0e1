//! GetServiceLastAccessedDetails: what a report on last use says of each service.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html>

use names::UniqueId;
use pipeline::{Allowed, Check, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, roles, users};
use shapes::catalog;
use shapes::iam::{
    GetServiceLastAccessedDetailsError, GetServiceLastAccessedDetailsRequest,
    GetServiceLastAccessedDetailsResponse, JobStatusType, ServiceLastAccessed,
    TrackedActionLastAccessed,
};
use wire::{CommonError, Timestamp};

use super::job::Found;
use super::snapshot::{ActionRow, EntityUse, ServiceRow};
use crate::shared::{last_use, view};

pub(crate) struct GetServiceLastAccessedDetails;

impl Operation for GetServiceLastAccessedDetails {
    type Input = GetServiceLastAccessedDetailsRequest;
    type Output = GetServiceLastAccessedDetailsResponse;
    type Error = GetServiceLastAccessedDetailsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetServiceLastAccessedDetailsRequest,
    ) -> Result<Demand, GetServiceLastAccessedDetailsError> {
        let check = Check::on_anything("iam:GetServiceLastAccessedDetails");
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetServiceLastAccessedDetailsRequest,
    ) -> Result<GetServiceLastAccessedDetailsResponse, GetServiceLastAccessedDetailsError> {
        let job = Found::find(cx, tx, &input.job_id)?;
        let question = format!("GetServiceLastAccessedDetails/{}", input.job_id);
        let limit = input.max_items.or(Some(SERVICES_BY_DEFAULT));
        let page =
            Page::of(cx, &question, input.marker.as_deref(), limit).map_err(CommonError::from)?;
        let underway = GetServiceLastAccessedDetailsResponse {
            job_status: JobStatusType::InProgress,
            job_type: None,
            job_creation_date: job.created_at(),
            services_last_accessed: None,
            job_completion_date: None,
            is_truncated: None,
            marker: None,
            error: None,
        };
        let Some(snapshot) = job.snapshot()? else {
            return Ok(underway);
        };
        let services = snapshot.services.iter();
        let later = services.filter(|service| {
            let after = page.after.as_deref();
            after.is_none_or(|after| service.namespace.as_str() > after)
        });
        let (services, marker) =
            page.take(cx, &question, later, |service| service.namespace.clone());
        let shown = services.into_iter().map(|service| shown(tx, service));
        Ok(GetServiceLastAccessedDetailsResponse {
            job_status: JobStatusType::Completed,
            job_type: Some(snapshot.granularity()),
            services_last_accessed: Some(shown.collect()),
            job_completion_date: Some(job.completed_at()),
            is_truncated: Some(marker.is_some()),
            marker,
            ..underway
        })
    }
}

fn shown(tx: &mut ReadTx, service: &ServiceRow) -> ServiceLastAccessed {
    let last = service.uses.first();
    let actions = service.actions.iter().map(|action| tracked(tx, action));
    let actions: Vec<_> = actions.collect();
    ServiceLastAccessed {
        service_name: service_name(&service.namespace),
        last_authenticated: last.map(time),
        service_namespace: service.namespace.clone(),
        last_authenticated_entity: last.and_then(|used| arn_of(tx, used.entity)),
        last_authenticated_region: last.map(|used| used.region.clone()),
        total_authenticated_entities: Some(view::count(service.uses.len())),
        tracked_actions_last_accessed: Some(actions).filter(|actions| !actions.is_empty()),
    }
}

fn tracked(tx: &mut ReadTx, action: &ActionRow) -> TrackedActionLastAccessed {
    let last = action.last.as_ref();
    TrackedActionLastAccessed {
        action_name: Some(action.name.clone()),
        last_accessed_entity: last.and_then(|used| arn_of(tx, used.entity)),
        last_accessed_time: last.map(time),
        last_accessed_region: last.map(|used| used.region.clone()),
    }
}

fn time(used: &EntityUse) -> Timestamp {
    view::time(last_use::minute(used.at))
}

/// The ARN that the user or role has now; AWS was observed to leave out whoever is gone.
fn arn_of(tx: &mut ReadTx, id: UniqueId) -> Option<String> {
    let user = users::by_id(tx, id).map(|user| user.arn());
    let arn = user.or_else(|| Some(roles::by_id(tx, id)?.arn()))?;
    Some(arn.to_string())
}

/// What AWS calls a service; in these reports it leaves out the short name that may stand in brackets at the end.
fn service_name(namespace: &str) -> String {
    let name = catalog::service(namespace).map_or(namespace, |service| service.name);
    let bare = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once(" ("));
    bare.map_or(name, |(name, _)| name).to_owned()
}

/// AWS was observed to use another default here than in its other lists.
const SERVICES_BY_DEFAULT: i32 = 200;
