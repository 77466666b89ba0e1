//! Operations on users.

mod attach_user_policy;
mod create_user;
mod delete_user;
mod delete_user_permissions_boundary;
mod delete_user_policy;
mod detach_user_policy;
mod get_user;
mod get_user_policy;
mod list_attached_user_policies;
mod list_groups_for_user;
mod list_user_policies;
mod list_user_tags;
mod list_users;
mod put_user_permissions_boundary;
mod put_user_policy;
mod tag_user;
mod untag_user;
mod update_user;

pub(crate) use attach_user_policy::AttachUserPolicy;
pub(crate) use create_user::CreateUser;
pub(crate) use delete_user::DeleteUser;
pub(crate) use delete_user_permissions_boundary::DeleteUserPermissionsBoundary;
pub(crate) use delete_user_policy::DeleteUserPolicy;
pub(crate) use detach_user_policy::DetachUserPolicy;
pub(crate) use get_user::GetUser;
pub(crate) use get_user_policy::GetUserPolicy;
pub(crate) use list_attached_user_policies::ListAttachedUserPolicies;
pub(crate) use list_groups_for_user::ListGroupsForUser;
pub(crate) use list_user_policies::ListUserPolicies;
pub(crate) use list_user_tags::ListUserTags;
pub(crate) use list_users::ListUsers;
pub(crate) use put_user_permissions_boundary::PutUserPermissionsBoundary;
pub(crate) use put_user_policy::PutUserPolicy;
pub(crate) use tag_user::TagUser;
pub(crate) use untag_user::UntagUser;
pub(crate) use update_user::UpdateUser;

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateUser>()
        .with::<GetUser>()
        .with::<UpdateUser>()
        .with::<DeleteUser>()
        .with::<ListUsers>()
        .with::<ListGroupsForUser>()
        .with::<TagUser>()
        .with::<UntagUser>()
        .with::<ListUserTags>()
        .with::<PutUserPolicy>()
        .with::<GetUserPolicy>()
        .with::<DeleteUserPolicy>()
        .with::<ListUserPolicies>()
        .with::<AttachUserPolicy>()
        .with::<DetachUserPolicy>()
        .with::<ListAttachedUserPolicies>()
        .with::<PutUserPermissionsBoundary>()
        .with::<DeleteUserPermissionsBoundary>()
}
