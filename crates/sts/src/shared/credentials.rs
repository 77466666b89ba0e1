//! Temporary credentials, issued and in the shape of an answer.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html>

use pipeline::{Context, Now};
use secrets::session::{self, SessionClaims};
use shapes::sts::Credentials;
use wire::{CommonError, Sensitive};

/// New credentials, with what is said of their token to those who asked for a size.
pub(crate) struct Temporary {
    pub(crate) credentials: Credentials,
    /// In characters.
    pub(crate) token_size: Option<i32>,
    /// In per cent of the longest token that can be asked for.
    pub(crate) token_utilization: Option<i32>,
}

/// Issues credentials for a session. `token_size_min` makes the token longer than it would be, so that clients can try
/// whether they have room for long ones; only who sent it is told the size, as AWS was observed to do.
pub(crate) fn issue(
    cx: &Context<'_>,
    claims: &SessionClaims,
    token_size_min: Option<i32>,
) -> Result<Temporary, CommonError> {
    let least = usize::try_from(token_size_min.unwrap_or_default()).unwrap_or_default();
    let issued = session::issue_of_length(cx.key_ring(), claims, least, cx.entropy());
    let issued = issued.map_err(|error| {
        // What was asked for has been checked before, so this is our mistake and no one else's.
        tracing::error!(%error, "a session could not be issued");
        CommonError::internal_failure()
    })?;
    let length = issued.session_token.len();
    let figure = |number: usize| token_size_min.map(|_| i32::try_from(number).unwrap_or(i32::MAX));
    Ok(Temporary {
        credentials: Credentials {
            access_key_id: issued.access_key_id.to_string(),
            secret_access_key: Sensitive::new(issued.secret_access_key.expose().clone()),
            session_token: issued.session_token,
            expiration: Now(claims.expires_at.saturating_mul(1_000)).timestamp(),
        },
        token_size: figure(length),
        token_utilization: figure(length * 100 / TOKEN_SIZE_MAX),
    })
}

/// The largest size that the model lets a caller ask for.
const TOKEN_SIZE_MAX: usize = 4_096;
