//! Operations on groups.

mod add_user_to_group;
mod attach_group_policy;
mod create_group;
mod delete_group;
mod delete_group_policy;
mod detach_group_policy;
mod get_group;
mod get_group_policy;
mod list_attached_group_policies;
mod list_group_policies;
mod list_groups;
mod put_group_policy;
mod remove_user_from_group;
mod update_group;

pub(crate) use add_user_to_group::AddUserToGroup;
pub(crate) use attach_group_policy::AttachGroupPolicy;
pub(crate) use create_group::CreateGroup;
pub(crate) use delete_group::DeleteGroup;
pub(crate) use delete_group_policy::DeleteGroupPolicy;
pub(crate) use detach_group_policy::DetachGroupPolicy;
pub(crate) use get_group::GetGroup;
pub(crate) use get_group_policy::GetGroupPolicy;
pub(crate) use list_attached_group_policies::ListAttachedGroupPolicies;
pub(crate) use list_group_policies::ListGroupPolicies;
pub(crate) use list_groups::ListGroups;
pub(crate) use put_group_policy::PutGroupPolicy;
pub(crate) use remove_user_from_group::RemoveUserFromGroup;
pub(crate) use update_group::UpdateGroup;

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateGroup>()
        .with::<GetGroup>()
        .with::<UpdateGroup>()
        .with::<DeleteGroup>()
        .with::<ListGroups>()
        .with::<AddUserToGroup>()
        .with::<RemoveUserFromGroup>()
        .with::<PutGroupPolicy>()
        .with::<GetGroupPolicy>()
        .with::<DeleteGroupPolicy>()
        .with::<ListGroupPolicies>()
        .with::<AttachGroupPolicy>()
        .with::<DetachGroupPolicy>()
        .with::<ListAttachedGroupPolicies>()
}
