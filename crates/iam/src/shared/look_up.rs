//! Entities by the names that requests give, and AWS's words for those that are not there.

use std::sync::Arc;

use pipeline::{Context, Identity};
use records::Reads;
use records::groups::{self, Group};
use records::roles::{self, Role};
use records::users::{self, User};
use shapes::iam::{NoSuchEntity, UnmodifiableEntity};
use wire::CommonError;

use super::errors;

/// The user of this name.
pub(crate) fn user(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Arc<User>, NoSuchEntity> {
    users::by_name(tx, cx.account(), name).ok_or_else(|| errors::no_such_user(name))
}

/// The user of this name, else the caller, who must be a user then.
pub(crate) fn user_or_caller<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: Option<&str>,
) -> Result<Arc<User>, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    match (name, cx.caller.identity()) {
        (Some(name), _) => Ok(user(cx, tx, name)?),
        (None, Identity::User(caller)) => Ok(Arc::clone(caller)),
        (None, _) => Err(errors::must_name_user().into()),
    }
}

/// The user of this name, to be changed and put back.
pub(crate) fn user_to_change(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<User, NoSuchEntity> {
    user(cx, tx, name).map(Arc::unwrap_or_clone)
}

/// The group of this name.
pub(crate) fn group(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Arc<Group>, NoSuchEntity> {
    groups::by_name(tx, cx.account(), name).ok_or_else(|| errors::no_such_group(name))
}

/// The group of this name, to be changed and put back.
pub(crate) fn group_to_change(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Group, NoSuchEntity> {
    group(cx, tx, name).map(Arc::unwrap_or_clone)
}

/// The role of this name.
pub(crate) fn role(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Arc<Role>, NoSuchEntity> {
    roles::by_name(tx, cx.account(), name).ok_or_else(|| errors::no_such_role(name))
}

/// The role of this name, to be changed and put back, or deleted; not one that belongs to a service of AWS.
pub(crate) fn role_to_change<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Role, E>
where
    E: From<NoSuchEntity> + From<UnmodifiableEntity>,
{
    let role = role(cx, tx, name)?;
    if role.is_service_linked() {
        return Err(errors::protected_role(role.name.as_str()).into());
    }
    Ok(Arc::unwrap_or_clone(role))
}
