//! What operations are decided on: entities by their stored ARN, as denials print them, with the keys they bring.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use names::{Arn, TagSet};
use pipeline::{Check, Context, Identity, Printed};
use records::users::User;
use records::{ReadTx, groups, roles, users};
use wire::CommonError;

use super::attachment;

/// `action` on a user named in the request. A user that does not exist is decided on under the default path.
pub(crate) fn user(cx: &Context<'_>, tx: &mut ReadTx, action: &'static str, name: &str) -> Check {
    let account = cx.account();
    let printed = Printed::As(format!("user {name}"));
    match users::by_name(tx, account, name) {
        Some(user) => of_user(action, &user).printed(printed),
        None => Check::on(action, &account.unplaced_arn("user", name)).printed(printed),
    }
}

/// `action` on the user named in the request, else on the caller.
pub(crate) fn user_or_caller(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    name: Option<&str>,
) -> Check {
    match (name, cx.caller.identity()) {
        (Some(name), _) => user(cx, tx, action, name),
        (None, Identity::User(caller)) => {
            of_user(action, caller).printed(Printed::As(format!("user {}", caller.name)))
        }
        (None, Identity::Root(_)) => Check::on(action, &cx.account().root_arn()),
        (None, _) => {
            let name = cx.caller.display_name();
            let arn = cx.account().unplaced_arn("user", name);
            Check::on(action, &arn).printed(Printed::As(format!("user {name}")))
        }
    }
}

/// As [`user_or_caller`], for CreateAccessKey and ListAccessKeys: where the request names no user, AWS was observed to
/// print `user null` and the caller's name without a blank between.
pub(crate) fn user_or_null_caller(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    name: Option<&str>,
) -> Check {
    let check = user_or_caller(cx, tx, action, name);
    if name.is_some() || cx.caller.is_root() {
        return check;
    }
    let printed = format!("user null{}", cx.caller.display_name());
    check.printed(Printed::As(printed))
}

/// `action` on this user, with its tags.
pub(crate) fn of_user(action: &'static str, user: &User) -> Check {
    Check::on(action, &user.arn()).resource_tags(&user.tags, BOTH_SPELLINGS)
}

/// `action` on a group named in the request; groups have no tags.
pub(crate) fn group(cx: &Context<'_>, tx: &mut ReadTx, action: &'static str, name: &str) -> Check {
    let account = cx.account();
    let arn = match groups::by_name(tx, account, name) {
        Some(group) => group.arn(),
        None => account.unplaced_arn("group", name),
    };
    Check::on(action, &arn).printed(Printed::As(format!("group {name}")))
}

/// `action` on a role named in the request, with its tags.
pub(crate) fn role(cx: &Context<'_>, tx: &mut ReadTx, action: &'static str, name: &str) -> Check {
    let account = cx.account();
    let printed = Printed::As(format!("role {name}"));
    match roles::by_name(tx, account, name) {
        Some(role) => Check::on(action, &role.arn())
            .resource_tags(&role.tags, BOTH_SPELLINGS)
            .printed(printed),
        None => Check::on(action, &account.unplaced_arn("role", name)).printed(printed),
    }
}

/// `iam:PassRole` on a role that the request hands over to a service of AWS, which prints it as its ARN.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
pub(crate) fn pass_role(cx: &Context<'_>, tx: &mut ReadTx, name: &str, service: &str) -> Check {
    role(cx, tx, "iam:PassRole", name)
        .key(PASSED_TO_SERVICE, service)
        .printed(Printed::Resource)
}

/// [`role`], and the boundary it has now, which most operations on roles show to conditions.
pub(crate) fn bounded_role(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    name: &str,
) -> Check {
    let boundary = boundary_of_role(cx, tx, name);
    role(cx, tx, action, name).key_maybe(PERMISSIONS_BOUNDARY, boundary)
}

/// The boundary that a user has now, for the key `iam:PermissionsBoundary`.
pub(crate) fn boundary_of_user(cx: &Context<'_>, tx: &mut ReadTx, name: &str) -> Option<String> {
    let user = users::by_name(tx, cx.account(), name)?;
    user.permissions_boundary.as_ref().map(Arn::to_string)
}

/// The boundary that a role has now, for the key `iam:PermissionsBoundary`.
pub(crate) fn boundary_of_role(cx: &Context<'_>, tx: &mut ReadTx, name: &str) -> Option<String> {
    let role = roles::by_name(tx, cx.account(), name)?;
    role.permissions_boundary.as_ref().map(Arn::to_string)
}

/// `action` on a managed policy named by its ARN as sent, existing or not.
pub(crate) fn policy(action: &'static str, arn: &Arn, tags: Option<&TagSet>) -> Check {
    let check = Check::on(action, arn).printed(Printed::As(format!("policy {arn}")));
    match tags {
        Some(tags) => check.resource_tags(tags, AWS_SPELLING),
        None => check,
    }
}

/// `action` on the managed policy whose ARN the request gives, with the tags it has now.
///
/// # Errors
/// `ValidationError` for what is no ARN of a policy, which AWS answers before it decides.
pub(crate) fn policy_of_request(
    tx: &mut ReadTx,
    action: &'static str,
    arn: &str,
) -> Result<Check, CommonError> {
    let arn = attachment::arn(arn)?;
    let tags = attachment::tags(tx, &arn);
    Ok(policy(action, &arn, tags.as_ref()))
}

/// `action` on all things of a kind under a path prefix, no star appended.
pub(crate) fn list(
    cx: &Context<'_>,
    action: &'static str,
    kind: &str,
    path_prefix: Option<&str>,
) -> Check {
    Check::on(
        action,
        &cx.account().list_arn(kind, path_prefix.unwrap_or("/")),
    )
}

/// The tags of users and roles are known to conditions under both names, those of other things under one.
const BOTH_SPELLINGS: &[&str] = &["aws:resourcetag", "iam:resourcetag"];
pub(crate) const AWS_SPELLING: &[&str] = &["aws:resourcetag"];

/// The condition key of the boundary, in the spelling of [`Check::key`].
pub(crate) const PERMISSIONS_BOUNDARY: &str = "iam:permissionsboundary";

/// The condition key of the service that a role is passed to.
const PASSED_TO_SERVICE: &str = "iam:passedtoservice";

/// The condition key of the policy that is attached or detached.
pub(crate) const POLICY_ARN: &str = "iam:policyarn";
