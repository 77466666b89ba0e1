//! What a web identity token says, in the order in which AWS was observed to say it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>
//!
//! Claims about organizations, Identity Center and the computer that a session was given to are absent: this authority
//! knows of none of these.

use std::collections::BTreeMap;

use pipeline::{Caller, Context, Now};
use records::UnixTime;
use records::outbound_identity::OutboundIdentity;
use serde::Serialize;
use shapes::sts::GetWebIdentityTokenRequest;
use wire::CommonError;

use crate::shared::session_tags;

/// The claims as JSON.
pub(super) fn of(
    cx: &Context<'_>,
    identity: &OutboundIdentity,
    input: &GetWebIdentityTokenRequest,
    expires_at: UnixTime,
) -> Result<String, CommonError> {
    let account = cx.account();
    let subject = cx.caller.principal_arn().unwrap_or_default();
    let claims = Claims {
        aud: Audience::of(&input.audience),
        sub: subject,
        sts: StsClaims {
            aws_account: account.as_str(),
            original_session_exp: session_expiration(cx.caller),
            source_region: cx.requested_region(),
            principal_id: subject,
            principal_tags: cx.caller.principal_tags().collect(),
            request_tags: session_tags::pairs(&input.tags).collect(),
            source_identity: source_identity(cx.caller),
            federated_provider: cx.caller.federated_provider(),
        },
        iss: identity.issuer(cx.public_url()),
        exp: expires_at.0,
        iat: cx.seconds().0,
        jti: cx.new_uuid(),
    };
    serde_json::to_string(&claims).map_err(|_| CommonError::internal_failure())
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: Audience<'a>,
    sub: &'a str,
    #[serde(rename = "https://sts.amazonaws.com/")]
    sts: StsClaims<'a>,
    iss: String,
    exp: i64,
    iat: i64,
    jti: String,
}

/// What is not the case is not said.
#[derive(Serialize)]
struct StsClaims<'a> {
    aws_account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_session_exp: Option<String>,
    source_region: &'a str,
    principal_id: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    principal_tags: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    request_tags: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    federated_provider: Option<&'a str>,
}

/// "In the special case when the JWT has one audience, the `aud` value MAY be a single case-sensitive string", which AWS
/// was observed to make of it. <https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3>
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Several(&'a [String]),
}

impl<'a> Audience<'a> {
    fn of(audience: &'a [String]) -> Self {
        match audience {
            [one] => Self::One(one),
            several => Self::Several(several),
        }
    }
}

fn session_expiration(caller: &Caller) -> Option<String> {
    let expires_at = Now(caller.session()?.expires_at.saturating_mul(1_000));
    Some(wire::time::iso8601_seconds(expires_at.timestamp()))
}

fn source_identity(caller: &Caller) -> Option<&str> {
    let source_identity = caller.session()?.source_identity.as_ref()?;
    Some(source_identity.as_str())
}
