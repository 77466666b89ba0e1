//! Records as the protocol shows them.

use names::Arn;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pipeline::Context;
use records::accounts::Account;
use records::aws_managed::AwsManagedPolicy;
use records::groups::Group;
use records::policies::{AnyPolicy, ManagedPolicy, PolicyVersion};
use records::roles::Role;
use records::users::User;
use records::{Reads, UnixMillis, UnixTime};
use shapes::iam::{AttachedPermissionsBoundary, AttachedPolicy, PermissionsBoundaryAttachmentType};
use wire::Timestamp;

use super::attachment::Usage;
use super::{last_use, tags, trust};

/// A user with all that GetUser shows.
pub(crate) fn user(user: &User) -> shapes::iam::User {
    shapes::iam::User {
        permissions_boundary: boundary(user.permissions_boundary.as_ref()),
        tags: tags::shown_if_any(&user.tags),
        ..listed_user(user)
    }
}

/// A user as lists show it: without tags and boundary.
pub(crate) fn listed_user(user: &User) -> shapes::iam::User {
    shapes::iam::User {
        path: Some(user.path.to_string()),
        user_name: Some(user.name.to_string()),
        user_id: user.id.to_string(),
        arn: user.arn().to_string(),
        create_date: time(user.created_at),
        password_last_used: None,
        permissions_boundary: None,
        tags: None,
    }
}

/// The root user, which has neither a name nor a path.
pub(crate) fn root_user(account: &Account) -> shapes::iam::User {
    shapes::iam::User {
        path: None,
        user_name: None,
        user_id: account.id.to_string(),
        arn: account.root_arn().to_string(),
        create_date: time(account.created_at),
        password_last_used: None,
        permissions_boundary: None,
        tags: None,
    }
}

/// A group.
pub(crate) fn group(group: &Group) -> shapes::iam::Group {
    shapes::iam::Group {
        path: group.path.to_string(),
        group_name: group.name.to_string(),
        group_id: group.id.to_string(),
        arn: group.arn().to_string(),
        create_date: time(group.created_at),
    }
}

/// A role as CreateRole shows it; `trust_policy` is the text to show.
pub(crate) fn created_role(role: &Role, trust_policy: &str) -> shapes::iam::Role {
    shapes::iam::Role {
        permissions_boundary: boundary(role.permissions_boundary.as_ref()),
        tags: tags::shown_if_any(&role.tags),
        ..bare_role(role, trust_policy)
    }
}

/// A role with all that GetRole shows.
pub(crate) fn role(cx: &Context<'_>, role: &Role, tx: &mut impl Reads) -> shapes::iam::Role {
    shapes::iam::Role {
        permissions_boundary: boundary(role.permissions_boundary.as_ref()),
        tags: tags::shown_if_any(&role.tags),
        role_last_used: Some(last_use::of_role(cx, tx, role)),
        source_role_template: role.source_template.as_ref().map(source_template),
        ..listed_role(role, tx)
    }
}

/// A role as ListRoles shows it: without tags, boundary and last use.
pub(crate) fn listed_role(role: &Role, tx: &mut impl Reads) -> shapes::iam::Role {
    shapes::iam::Role {
        description: role.description.clone(),
        max_session_duration: Some(role.max_session_duration),
        ..bare_role(role, &trust::shown(tx, &role.trust_policy))
    }
}

fn source_template(source: &records::roles::SourceTemplate) -> shapes::iam::SourceRoleTemplate {
    shapes::iam::SourceRoleTemplate {
        template_arn: source.arn.clone(),
        template_minor_version: source.minor_version,
    }
}

/// A role as instance profiles show it.
pub(crate) fn role_in_profile(role: &Role, tx: &mut impl Reads) -> shapes::iam::Role {
    bare_role(role, &trust::shown(tx, &role.trust_policy))
}

fn bare_role(role: &Role, trust_policy: &str) -> shapes::iam::Role {
    shapes::iam::Role {
        path: role.path.to_string(),
        role_name: role.name.to_string(),
        role_id: role.id.to_string(),
        arn: role.arn().to_string(),
        create_date: time(role.created_at),
        assume_role_policy_document: Some(document(trust_policy)),
        description: None,
        max_session_duration: None,
        permissions_boundary: None,
        tags: None,
        role_last_used: None,
        source_role_template: None,
    }
}

/// A managed policy with all that GetPolicy shows. Tags are shown even where there are none, as AWS was observed to do.
pub(crate) fn policy(policy: &AnyPolicy, usage: Usage) -> shapes::iam::Policy {
    let (description, tags) = match policy {
        AnyPolicy::Customer(own) => (own.description.clone(), tags::shown(&own.tags)),
        AnyPolicy::Aws(_) => (None, Vec::new()),
    };
    shapes::iam::Policy {
        description,
        tags: Some(tags),
        ..listed_policy(policy, usage)
    }
}

/// A managed policy as ListPolicies shows it: without description and tags.
pub(crate) fn listed_policy(policy: &AnyPolicy, usage: Usage) -> shapes::iam::Policy {
    let shown = match policy {
        AnyPolicy::Customer(policy) => own_policy(policy),
        AnyPolicy::Aws(policy) => aws_policy(policy),
    };
    shapes::iam::Policy {
        attachment_count: Some(count(usage.attachments)),
        permissions_boundary_usage_count: Some(count(usage.boundaries)),
        // AWS was observed to say so even of those that it keeps for its own roles.
        is_attachable: Some(true),
        ..shown
    }
}

fn own_policy(policy: &ManagedPolicy) -> shapes::iam::Policy {
    shapes::iam::Policy {
        policy_name: Some(policy.name.to_string()),
        policy_id: Some(policy.id.to_string()),
        arn: Some(policy.arn().to_string()),
        path: Some(policy.path.to_string()),
        default_version_id: policy.default().map(PolicyVersion::version_id),
        create_date: Some(time(policy.created_at)),
        update_date: Some(time(policy.updated_at)),
        ..NO_POLICY
    }
}

fn aws_policy(policy: &AwsManagedPolicy) -> shapes::iam::Policy {
    shapes::iam::Policy {
        policy_name: Some(policy.name.clone()),
        policy_id: Some(policy.id.clone()),
        arn: Some(policy.arn.clone()),
        path: Some(policy.path.clone()),
        default_version_id: Some(policy.default_version_id.clone()),
        create_date: printed_time(&policy.create_date),
        update_date: printed_time(&policy.update_date),
        ..NO_POLICY
    }
}

/// A version of a customer managed policy, without its document.
pub(crate) fn policy_version(
    policy: &ManagedPolicy,
    version: &PolicyVersion,
) -> shapes::iam::PolicyVersion {
    shapes::iam::PolicyVersion {
        document: None,
        version_id: Some(version.version_id()),
        is_default_version: Some(version.number == policy.default_version),
        create_date: Some(time(version.created_at)),
    }
}

/// The version in force of a policy of AWS, without its document. The catalog holds no earlier ones.
pub(crate) fn aws_policy_version(policy: &AwsManagedPolicy) -> shapes::iam::PolicyVersion {
    shapes::iam::PolicyVersion {
        document: None,
        version_id: Some(policy.default_version_id.clone()),
        is_default_version: Some(true),
        create_date: printed_time(&policy.update_date),
    }
}

/// A boundary, if there is one.
pub(crate) fn boundary(arn: Option<&Arn>) -> Option<AttachedPermissionsBoundary> {
    arn.map(|arn| AttachedPermissionsBoundary {
        permissions_boundary_type: Some(
            PermissionsBoundaryAttachmentType::PermissionsBoundaryPolicy,
        ),
        permissions_boundary_arn: Some(arn.to_string()),
    })
}

/// A managed policy as it is listed on what it is attached to.
pub(crate) fn attached(arn: &Arn) -> AttachedPolicy {
    AttachedPolicy {
        policy_name: Some(arn.resource_name().to_owned()),
        policy_arn: Some(arn.to_string()),
    }
}

/// A moment.
pub(crate) fn time(time: UnixTime) -> Timestamp {
    Timestamp::from_second(time.0).unwrap_or(Timestamp::MAX)
}

/// A moment that AWS tells in milliseconds.
pub(crate) fn time_in_millis(time: UnixMillis) -> Timestamp {
    Timestamp::from_millisecond(time.0).unwrap_or(Timestamp::MAX)
}

/// A moment as the catalog of AWS's policies prints it.
fn printed_time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

pub(crate) fn count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

const NO_POLICY: shapes::iam::Policy = shapes::iam::Policy {
    policy_name: None,
    policy_id: None,
    arn: None,
    path: None,
    default_version_id: None,
    attachment_count: None,
    permissions_boundary_usage_count: None,
    is_attachable: None,
    description: None,
    create_date: None,
    update_date: None,
    tags: None,
};

/// A policy document as responses carry it: percent-encoded as RFC 3986 has it.
pub(crate) fn document(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
