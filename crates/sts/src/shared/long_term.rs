//! Callers with long-term credentials, who alone get sessions of their own.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use names::AccessKeyId;
use pipeline::{Caller, Identity};
use secrets::session::SessionOwner;
use wire::CommonError;

use super::errors;

/// Who calls, and the key that signed: a session ends when the key does that it was got with.
pub(crate) fn issuer(
    caller: &Caller,
    operation: &str,
) -> Result<(SessionOwner, AccessKeyId), CommonError> {
    let owner = match caller.identity() {
        Identity::Root(_) => Some(SessionOwner::Root),
        Identity::User(user) => Some(SessionOwner::User(user.id)),
        Identity::Role { .. } | Identity::Federated { .. } | Identity::Anonymous => None,
    };
    let key = caller
        .access_key_id()
        .filter(|_| caller.has_long_term_credentials());
    let key = key.and_then(|id| id.parse().ok());
    owner
        .zip(key)
        .ok_or_else(|| errors::not_with_session_credentials(operation))
}
