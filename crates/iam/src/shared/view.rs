//! Records as the protocol shows them.

use names::Arn;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use records::UnixTime;
use records::groups::Group;
use records::users::User;
use shapes::iam::{AttachedPermissionsBoundary, AttachedPolicy, PermissionsBoundaryAttachmentType};
use wire::Timestamp;

use super::tags;

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
        path: user.path.to_string(),
        user_name: user.name.to_string(),
        user_id: user.id.to_string(),
        arn: user.arn().to_string(),
        create_date: time(user.created_at),
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
