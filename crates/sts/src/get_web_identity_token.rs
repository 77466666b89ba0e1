//! GetWebIdentityToken: a signed token that tells a service elsewhere who the caller is.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>

mod claims;

use pipeline::{Allowed, Check, Context, Demand, Issues, Keys, Now, Operation};
use records::outbound_identity::{OutboundIdentity, bound_to};
use records::{ReadTx, UnixTime, accounts};
use secrets::issuer_key::{self, SigningAlgorithm};
use shapes::sts::{
    GetWebIdentityTokenError, GetWebIdentityTokenRequest, GetWebIdentityTokenResponse,
};
use wire::{CommonError, Sensitive};

use crate::shared::{errors, session_tags};

pub(crate) struct GetWebIdentityToken;

impl Operation for GetWebIdentityToken {
    type Input = GetWebIdentityTokenRequest;
    type Output = GetWebIdentityTokenResponse;
    type Error = GetWebIdentityTokenError;
    type Access = Issues;

    /// AWS was observed to refuse unknown algorithms and repeated tags before it decides, and to tell only those who may
    /// ask whether the account gives out tokens.
    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &GetWebIdentityTokenRequest,
    ) -> Result<Demand, GetWebIdentityTokenError> {
        let algorithm = algorithm(input)?;
        session_tags::are_distinct(&input.tags)?;
        let oneself = format!("arn:aws:sts::{}:self", cx.account());
        let check = |action| {
            Check::on_text(action, oneself.clone())
                .keys(keys(input, algorithm))
                .request_tags(session_tags::pairs(&input.tags))
        };
        let tag = (!input.tags.is_empty()).then(|| check("sts:TagGetWebIdentityToken"));
        Ok(Demand::new(check("sts:GetWebIdentityToken")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetWebIdentityTokenRequest,
    ) -> Result<GetWebIdentityTokenResponse, GetWebIdentityTokenError> {
        let algorithm = algorithm(&input)?;
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::internal_failure)?;
        let identity = account.settings.outbound_identity.as_ref();
        let identity = identity
            .filter(|identity| identity.is_enabled)
            .ok_or_else(errors::outbound_identity_disabled)?;
        let expires_at = cx.seconds().plus_seconds(duration(&input).into());
        if outlives_session(cx, expires_at) {
            return Err(errors::token_outlives_session().into());
        }
        let claims = claims::of(cx, identity, &input, expires_at)?;
        if claims.len() > CLAIMS_BYTES_MAX {
            return Err(errors::claims_too_large().into());
        }
        let token = signed(cx, identity, algorithm, &claims)?;
        Ok(GetWebIdentityTokenResponse {
            web_identity_token: Some(Sensitive::new(token)),
            expiration: Some(Now(expires_at.0.saturating_mul(1_000)).timestamp()),
        })
    }
}

fn algorithm(input: &GetWebIdentityTokenRequest) -> Result<SigningAlgorithm, CommonError> {
    SigningAlgorithm::named(&input.signing_algorithm)
        .ok_or_else(errors::unsupported_signing_algorithm)
}

/// The same for both checks: they are decided about one request.
fn keys(input: &GetWebIdentityTokenRequest, algorithm: SigningAlgorithm) -> Keys {
    let mut keys = Keys::default();
    keys.many("sts:identitytokenaudience", input.audience.clone());
    keys.one("sts:signingalgorithm", algorithm.name());
    // The duration that the token will have, asked for or not: a policy that bounds it bounds the default too.
    keys.one("sts:durationseconds", duration(input).to_string());
    keys
}

/// In seconds; the model's own range has been checked before.
fn duration(input: &GetWebIdentityTokenRequest) -> i32 {
    input.duration_seconds.unwrap_or(DURATION_SECONDS_DEFAULT)
}

/// "You cannot use this operation to extend the lifetime of a session beyond what was granted when the session was
/// originally created." AWS was observed to refuse such a token and not to shorten it.
fn outlives_session(cx: &Context<'_>, expires_at: UnixTime) -> bool {
    let session = cx.caller.session();
    session.is_some_and(|session| session.expires_at < expires_at.0)
}

fn signed(
    cx: &Context<'_>,
    identity: &OutboundIdentity,
    algorithm: SigningAlgorithm,
    claims: &str,
) -> Result<String, CommonError> {
    let bound_to = bound_to(&identity.issuer_id, algorithm);
    let private_key = cx.open(&bound_to, &identity.key(algorithm).private);
    let token = private_key.map(|key| issuer_key::sign(algorithm, &key, claims));
    // A key that does not open, or signs nothing, is our mistake and no one else's.
    token.and_then(Result::ok).ok_or_else(|| {
        tracing::error!(
            issuer = identity.issuer_id,
            "the key of an issuer of tokens cannot be used"
        );
        CommonError::internal_failure()
    })
}

/// "If not specified, the default duration is 300 seconds (5 minutes)."
const DURATION_SECONDS_DEFAULT: i32 = 300;

/// AWS was observed to take claims of this many bytes, and no more.
const CLAIMS_BYTES_MAX: usize = 14_984;
