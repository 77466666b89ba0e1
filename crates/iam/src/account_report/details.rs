//! Users, groups, roles and policies with all that bears on authorization, as GetAccountAuthorizationDetails shows them.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html>

use names::Arn;
use pipeline::Context;
use records::groups::{self, Group};
use records::instance_profiles;
use records::policies::{AnyPolicy, ManagedPolicy};
use records::roles::Role;
use records::users::User;
use records::{InlinePolicies, Reads};
use shapes::iam::{
    AttachedPolicy, GroupDetail, ManagedPolicyDetail, PolicyDetail, PolicyVersion, RoleDetail,
    UserDetail,
};

use crate::instance_profile;
use crate::shared::{attachment, last_use, tags, trust, view};

pub(super) fn user(tx: &mut impl Reads, user: &User) -> UserDetail {
    let groups = user.groups.iter();
    let groups = groups.filter_map(|id| Some(groups::by_id(tx, *id)?.name.to_string()));
    UserDetail {
        path: Some(user.path.to_string()),
        user_name: Some(user.name.to_string()),
        user_id: Some(user.id.to_string()),
        arn: Some(user.arn().to_string()),
        create_date: Some(view::time(user.created_at)),
        // AWS was observed to leave out this list alone where it is empty.
        user_policy_list: Some(inline(&user.inline_policies)).filter(|list| !list.is_empty()),
        group_list: Some(groups.collect()),
        attached_managed_policies: Some(attached(&user.attached_policies)),
        permissions_boundary: view::boundary(user.permissions_boundary.as_ref()),
        tags: Some(tags::shown(&user.tags)),
    }
}

pub(super) fn group(group: &Group) -> GroupDetail {
    GroupDetail {
        path: Some(group.path.to_string()),
        group_name: Some(group.name.to_string()),
        group_id: Some(group.id.to_string()),
        arn: Some(group.arn().to_string()),
        create_date: Some(view::time(group.created_at)),
        group_policy_list: Some(inline(&group.inline_policies)),
        attached_managed_policies: Some(attached(&group.attached_policies)),
    }
}

pub(super) fn role(cx: &Context<'_>, tx: &mut impl Reads, role: &Role) -> RoleDetail {
    let profiles = instance_profiles::of_role(tx, role.account, role.id, None);
    let profiles: Vec<_> = profiles.cloned().collect();
    // AWS was observed to show no tags of instance profiles here.
    let profiles = profiles
        .iter()
        .map(|profile| instance_profile::shown(profile, tx));
    let profiles: Vec<_> = profiles.collect();
    RoleDetail {
        path: Some(role.path.to_string()),
        role_name: Some(role.name.to_string()),
        role_id: Some(role.id.to_string()),
        arn: Some(role.arn().to_string()),
        create_date: Some(view::time(role.created_at)),
        instance_profile_list: Some(profiles),
        assume_role_policy_document: Some(view::document(&trust::shown(tx, &role.trust_policy))),
        role_policy_list: Some(inline(&role.inline_policies)),
        attached_managed_policies: Some(attached(&role.attached_policies)),
        permissions_boundary: view::boundary(role.permissions_boundary.as_ref()),
        tags: Some(tags::shown(&role.tags)),
        role_last_used: Some(last_use::of_role(cx, tx, role)),
    }
}

/// A managed policy with all its versions, the newest first. AWS was observed to show no description here.
pub(super) fn policy(
    cx: &Context<'_>,
    tx: &impl Reads,
    arn: &Arn,
    policy: &AnyPolicy,
) -> ManagedPolicyDetail {
    let usage = attachment::usage(tx, cx.account(), arn);
    let listed = view::listed_policy(policy, usage);
    let versions = match policy {
        AnyPolicy::Customer(policy) => own_versions(policy),
        AnyPolicy::Aws(policy) => vec![PolicyVersion {
            document: Some(view::document(&policy.document)),
            ..view::aws_policy_version(policy)
        }],
    };
    ManagedPolicyDetail {
        policy_name: listed.policy_name,
        policy_id: listed.policy_id,
        arn: listed.arn,
        path: listed.path,
        default_version_id: listed.default_version_id,
        attachment_count: listed.attachment_count,
        permissions_boundary_usage_count: listed.permissions_boundary_usage_count,
        is_attachable: listed.is_attachable,
        description: None,
        create_date: listed.create_date,
        update_date: listed.update_date,
        policy_version_list: Some(versions),
    }
}

fn own_versions(policy: &ManagedPolicy) -> Vec<PolicyVersion> {
    let newest_first = policy.versions.iter().rev();
    let shown = newest_first.map(|version| PolicyVersion {
        document: Some(view::document(version.document.text())),
        ..view::policy_version(policy, version)
    });
    shown.collect()
}

fn inline(policies: &InlinePolicies) -> Vec<PolicyDetail> {
    let shown = policies.iter().map(|policy| PolicyDetail {
        policy_name: Some(policy.name.to_string()),
        policy_document: Some(view::document(policy.document.text())),
    });
    shown.collect()
}

fn attached(policies: &[Arn]) -> Vec<AttachedPolicy> {
    policies.iter().map(view::attached).collect()
}
