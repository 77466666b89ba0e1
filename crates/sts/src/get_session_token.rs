//! GetSessionToken: temporary credentials for callers themselves. No policy can deny it.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use pipeline::{Allowed, Context, Demand, Issues, Operation};
use records::ReadTx;
use secrets::session::{SessionClaims, SessionKind};
use shapes::sts::{GetSessionTokenError, GetSessionTokenRequest, GetSessionTokenResponse};

use crate::shared::{credentials, duration, long_term, mfa};

pub(crate) struct GetSessionToken;

impl Operation for GetSessionToken {
    type Input = GetSessionTokenRequest;
    type Output = GetSessionTokenResponse;
    type Error = GetSessionTokenError;
    type Access = Issues;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &GetSessionTokenRequest,
    ) -> Result<Demand, GetSessionTokenError> {
        long_term::issuer(cx.caller, "GetSessionToken")?;
        mfa::given(input.serial_number.as_deref(), input.token_code.as_deref())?;
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetSessionTokenRequest,
    ) -> Result<GetSessionTokenResponse, GetSessionTokenError> {
        let (owner, key) = long_term::issuer(cx.caller, "GetSessionToken")?;
        let given = mfa::given(input.serial_number.as_deref(), input.token_code.as_deref())?;
        let has_given_code = given.is_some();
        if let Some(given) = given {
            mfa::use_up(cx, tx, given)?;
        }
        let duration = duration::of_long_term(input.duration_seconds, cx.caller.is_root());
        let claims = SessionClaims {
            account: cx.account(),
            kind: SessionKind::SessionToken { owner },
            issued_at: cx.seconds().0,
            expires_at: cx.seconds().plus_seconds(duration).0,
            issuing_access_key_id: Some(key),
            session_policy: None,
            session_policy_arns: Vec::new(),
            session_tags: Vec::new(),
            source_identity: None,
            mfa_authenticated_at: has_given_code.then_some(cx.seconds().0),
        };
        let issued = credentials::issue(cx, &claims, input.minimum_session_token_size)?;
        Ok(GetSessionTokenResponse {
            credentials: Some(issued.credentials),
            session_token_utilization: issued.token_utilization,
            session_token_size: issued.token_size,
        })
    }
}
