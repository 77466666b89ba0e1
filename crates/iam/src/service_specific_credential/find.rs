//! The credential that a request is about, and whose it is.

use std::sync::Arc;

use pipeline::{Check, Context};
use records::users::{self, User};
use records::{ReadTx, Reads, ServiceSpecificCredential, WriteTx};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::{SERVICE_NAME, errors};
use crate::shared::{look_up, resource};

/// `action` on the user named, else the caller, with the name of the service as it stands in the credential.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    user_name: Option<&str>,
    id: &str,
) -> Check {
    let service = in_account(cx, tx, id).map(|credential| credential.service_name.clone());
    resource::user_or_caller(cx, tx, action, user_name).key_maybe(SERVICE_NAME, service)
}

/// The user named, else the caller, to be put back, and the credential that was taken out of its record.
///
/// # Errors
/// `NoSuchEntity` for a user or a credential that does not exist, `ValidationError` for one of another user.
pub(super) fn taken<E>(
    cx: &Context<'_>,
    tx: &mut WriteTx,
    user_name: Option<&str>,
    id: &str,
) -> Result<(User, ServiceSpecificCredential), E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let user = look_up::user_or_caller::<E>(cx, tx, user_name)?;
    let mut user = Arc::unwrap_or_clone(user);
    let own = &mut user.credentials.service_specific_credentials;
    let place = own
        .iter()
        .position(|credential| credential.id.as_str() == id);
    match place {
        Some(place) => {
            let credential = own.swap_remove(place);
            Ok((user, credential))
        }
        None if in_account(cx, tx, id).is_some() => Err(errors::not_of_user(&user.name, id).into()),
        None => Err(errors::no_such_credential(id).into()),
    }
}

/// The credential with this id, whichever user of the account has it.
pub(super) fn in_account<'a>(
    cx: &Context<'_>,
    tx: &'a impl Reads,
    id: &str,
) -> Option<&'a ServiceSpecificCredential> {
    users::list(tx, cx.account(), None)
        .flat_map(|user| &user.credentials.service_specific_credentials)
        .find(|credential| credential.id.as_str() == id)
}
