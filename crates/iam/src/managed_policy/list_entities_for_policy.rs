//! ListEntitiesForPolicy: the users, groups and roles that a managed policy is attached to or bounds, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html>

use std::collections::BTreeMap;

use names::Arn;
use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use records::attachments::{self, Entity};
use shapes::iam::{
    EntityType, ListEntitiesForPolicyError, ListEntitiesForPolicyRequest,
    ListEntitiesForPolicyResponse, PolicyGroup, PolicyRole, PolicyUsageType, PolicyUser,
};

use super::find;
use crate::shared::{attachment, errors, page, resource};

pub(crate) struct ListEntitiesForPolicy;

impl Operation for ListEntitiesForPolicy {
    type Input = ListEntitiesForPolicyRequest;
    type Output = ListEntitiesForPolicyResponse;
    type Error = ListEntitiesForPolicyError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListEntitiesForPolicyRequest,
    ) -> Result<Demand, ListEntitiesForPolicyError> {
        let check =
            resource::policy_of_request(tx, "iam:ListEntitiesForPolicy", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListEntitiesForPolicyRequest,
    ) -> Result<ListEntitiesForPolicyResponse, ListEntitiesForPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        // AWS words a missing policy here as when it is attached.
        find::any(cx, tx, &arn).map_err(|_| errors::not_attachable(&arn))?;
        let usage = input.policy_usage_filter;
        let attached = attachments::of(tx, &arn)
            .filter(|_| usage != Some(PolicyUsageType::PermissionsBoundary));
        let bounded = attachments::bounded_by(tx, &arn)
            .filter(|_| usage != Some(PolicyUsageType::PermissionsPolicy));
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let matching = attached.chain(bounded).filter(|entity| {
            attachment::account_of(entity) == cx.account()
                && input
                    .entity_filter
                    .is_none_or(|kind| kind == kind_of(entity))
                && path(entity).starts_with(prefix)
        });
        // One that has the policy and is bounded by it too is one entity.
        let entities: BTreeMap<String, Entity> =
            matching.map(|entity| (place(&entity), entity)).collect();
        let question = question(&input, &arn);
        let asked = (input.marker.as_deref(), input.max_items);
        let (entities, marker) =
            page::sorted(cx, &question, asked, entities, |(place, _)| place.clone())?;
        let mut shown = shown(entities.into_iter().map(|(_, entity)| entity));
        shown.is_truncated = Some(marker.is_some());
        shown.marker = marker;
        Ok(shown)
    }
}

fn question(input: &ListEntitiesForPolicyRequest, arn: &Arn) -> String {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let kind = input.entity_filter.map_or("", EntityType::as_str);
    let usage = input
        .policy_usage_filter
        .map_or("", PolicyUsageType::as_str);
    format!("ListEntitiesForPolicy/{arn}/{kind}/{usage}/{prefix}")
}

fn kind_of(entity: &Entity) -> EntityType {
    match entity {
        Entity::User(_) => EntityType::User,
        Entity::Group(_) => EntityType::Group,
        Entity::Role(_) => EntityType::Role,
    }
}

fn path(entity: &Entity) -> &str {
    match entity {
        Entity::User(user) => user.path.as_str(),
        Entity::Group(group) => group.path.as_str(),
        Entity::Role(role) => role.path.as_str(),
    }
}

/// Where an entity stands in the listing: by kind, then by name.
fn place(entity: &Entity) -> String {
    match entity {
        Entity::Group(group) => format!("group/{}", group.name.folded()),
        Entity::Role(role) => format!("role/{}", role.name.folded()),
        Entity::User(user) => format!("user/{}", user.name.folded()),
    }
}

/// The entities by their kinds; each kind is shown, be it empty.
fn shown(entities: impl Iterator<Item = Entity>) -> ListEntitiesForPolicyResponse {
    let (mut groups, mut users, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    for entity in entities {
        match entity {
            Entity::Group(group) => groups.push(PolicyGroup {
                group_name: Some(group.name.to_string()),
                group_id: Some(group.id.to_string()),
            }),
            Entity::User(user) => users.push(PolicyUser {
                user_name: Some(user.name.to_string()),
                user_id: Some(user.id.to_string()),
            }),
            Entity::Role(role) => roles.push(PolicyRole {
                role_name: Some(role.name.to_string()),
                role_id: Some(role.id.to_string()),
            }),
        }
    }
    ListEntitiesForPolicyResponse {
        policy_groups: Some(groups),
        policy_users: Some(users),
        policy_roles: Some(roles),
        is_truncated: None,
        marker: None,
    }
}
