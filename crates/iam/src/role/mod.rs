//! Operations on roles.

mod attach_role_policy;
mod create_role;
mod delete_role;
mod delete_role_permissions_boundary;
mod delete_role_policy;
mod detach_role_policy;
mod get_role;
mod get_role_policy;
mod list_attached_role_policies;
mod list_role_policies;
mod list_role_tags;
mod list_roles;
mod put_role_permissions_boundary;
mod put_role_policy;
mod tag_role;
mod untag_role;
mod update_assume_role_policy;
mod update_role;
mod update_role_description;

use pipeline::Service;

use attach_role_policy::AttachRolePolicy;
use create_role::CreateRole;
use delete_role::DeleteRole;
use delete_role_permissions_boundary::DeleteRolePermissionsBoundary;
use delete_role_policy::DeleteRolePolicy;
use detach_role_policy::DetachRolePolicy;
use get_role::GetRole;
use get_role_policy::GetRolePolicy;
use list_attached_role_policies::ListAttachedRolePolicies;
use list_role_policies::ListRolePolicies;
use list_role_tags::ListRoleTags;
use list_roles::ListRoles;
use put_role_permissions_boundary::PutRolePermissionsBoundary;
use put_role_policy::PutRolePolicy;
use tag_role::TagRole;
use untag_role::UntagRole;
use update_assume_role_policy::UpdateAssumeRolePolicy;
use update_role::UpdateRole;
use update_role_description::UpdateRoleDescription;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<AttachRolePolicy>()
        .with::<CreateRole>()
        .with::<DeleteRole>()
        .with::<DeleteRolePermissionsBoundary>()
        .with::<DeleteRolePolicy>()
        .with::<DetachRolePolicy>()
        .with::<GetRole>()
        .with::<GetRolePolicy>()
        .with::<ListAttachedRolePolicies>()
        .with::<ListRolePolicies>()
        .with::<ListRoleTags>()
        .with::<ListRoles>()
        .with::<PutRolePermissionsBoundary>()
        .with::<PutRolePolicy>()
        .with::<TagRole>()
        .with::<UntagRole>()
        .with::<UpdateAssumeRolePolicy>()
        .with::<UpdateRole>()
        .with::<UpdateRoleDescription>()
}
