//! Whose devices a request is about: a user's, or those of the root user, which goes by a name here.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html>

use pipeline::{Check, Context, Identity};
use records::mfa_devices::{MfaDevice, MfaOwner};
use records::{ReadTx, Reads, WriteTx, users};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::errors;
use crate::shared::owner::Owner;
use crate::shared::resource;

/// `action` on the user that the request names, else on the caller.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    user_name: Option<&str>,
) -> Check {
    let name = unless_root(cx, tx, user_name);
    resource::user_or_caller(cx, tx, action, name)
}

/// The user that the request names, else the caller.
pub(super) fn of_request<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    user_name: Option<&str>,
) -> Result<Owner, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let name = unless_root(cx, tx, user_name);
    Owner::of_request(cx, tx, name)
}

/// As the record of a device has it.
pub(super) fn id(owner: &Owner) -> MfaOwner {
    match owner {
        Owner::User(user) => MfaOwner::User(user.id),
        Owner::Root(_) => MfaOwner::Root,
    }
}

/// The name that answers show.
pub(super) fn name(owner: &Owner) -> String {
    owner.user_name().unwrap_or_else(|| ROOT.to_owned())
}

/// The devices.
pub(super) fn devices(owner: &Owner) -> &[MfaDevice] {
    &owner.credentials().mfa_devices
}

/// Refuses callers who change their own devices, have some, and gave no code for their session.
pub(super) fn require_device(cx: &Context<'_>, owner: &Owner) -> Result<(), CommonError> {
    let is_caller = match (owner, cx.caller.identity()) {
        (Owner::User(user), Identity::User(caller)) => user.id == caller.id,
        (Owner::Root(_), Identity::Root(_)) => true,
        _ => false,
    };
    let has_given_code = cx.caller.mfa_authenticated_at().is_some();
    if is_caller && !devices(owner).is_empty() && !has_given_code {
        Err(errors::must_authenticate_with_device())
    } else {
        Ok(())
    }
}

/// Writes the owner with its devices changed.
pub(super) fn change<E>(
    owner: Owner,
    tx: &mut WriteTx,
    change: impl FnOnce(&mut Vec<MfaDevice>),
) -> Result<(), E> {
    owner.change_credentials(tx, |credentials| {
        change(&mut credentials.mfa_devices);
        Ok(())
    })
}

/// The name, or none where it means the root user, who calls: it has no user name, and EnableMFADevice demands one, so
/// it goes by [`ROOT`] there, unless a user has this name.
fn unless_root<'a>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    user_name: Option<&'a str>,
) -> Option<&'a str> {
    let is_root = cx.caller.is_root()
        && user_name == Some(ROOT)
        && users::by_name(tx, cx.account(), ROOT).is_none();
    user_name.filter(|_| !is_root)
}

const ROOT: &str = "root";
