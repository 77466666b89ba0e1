//! GetFederationToken: a session that may do what both the caller's policies and those passed allow.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>

use names::SessionName;
use pipeline::{Allowed, Check, Context, Demand, Issues, Operation};
use records::ReadTx;
use secrets::session::{SessionClaims, SessionKind, SessionTag};
use shapes::sts::{
    FederatedUser, GetFederationTokenError, GetFederationTokenRequest, GetFederationTokenResponse,
};
use wire::CommonError;

use crate::shared::session_policies::SessionPolicies;
use crate::shared::{credentials, duration, errors, long_term, session_tags};

pub(crate) struct GetFederationToken;

impl Operation for GetFederationToken {
    type Input = GetFederationTokenRequest;
    type Output = GetFederationTokenResponse;
    type Error = GetFederationTokenError;
    type Access = Issues;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &GetFederationTokenRequest,
    ) -> Result<Demand, GetFederationTokenError> {
        long_term::issuer(cx.caller, "GetFederationToken")?;
        tags(input)?;
        let arn = cx.account().federated_user_arn(&name(input)?);
        let check = |action| Check::on(action, &arn).request_tags(session_tags::pairs(&input.tags));
        let tag = (!input.tags.is_empty()).then(|| check("sts:TagSession"));
        Ok(Demand::new(check("sts:GetFederationToken")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetFederationTokenRequest,
    ) -> Result<GetFederationTokenResponse, GetFederationTokenError> {
        let account = cx.account();
        let (issuer, key) = long_term::issuer(cx.caller, "GetFederationToken")?;
        let (name, tags) = (name(&input)?, tags(&input)?);
        let duration = duration::of_long_term(input.duration_seconds, cx.caller.is_root());
        let policies = SessionPolicies::check::<GetFederationTokenError>(
            tx,
            account,
            input.policy,
            &input.policy_arns,
            &tags,
        )?;
        let packed_policy_size = Some(policies.percent());
        let federated_user = FederatedUser {
            federated_user_id: format!("{account}:{name}"),
            arn: account.federated_user_arn(&name).to_string(),
        };
        let claims = SessionClaims {
            account,
            kind: SessionKind::FederatedUser { issuer, name },
            issued_at: cx.seconds().0,
            expires_at: cx.seconds().plus_seconds(duration).0,
            issuing_access_key_id: Some(key),
            session_policy: policies.policy,
            session_policy_arns: policies.arns,
            session_tags: tags,
            source_identity: None,
            mfa_authenticated_at: None,
        };
        let issued = credentials::issue(cx, &claims, input.minimum_session_token_size)?;
        Ok(GetFederationTokenResponse {
            credentials: Some(issued.credentials),
            federated_user: Some(federated_user),
            packed_policy_size,
            session_token_utilization: issued.token_utilization,
            session_token_size: issued.token_size,
        })
    }
}

fn name(input: &GetFederationTokenRequest) -> Result<SessionName, CommonError> {
    input.name.parse().map_err(errors::unparsable)
}

/// Nothing is inherited here, and nothing is handed down.
fn tags(input: &GetFederationTokenRequest) -> Result<Vec<SessionTag>, CommonError> {
    session_tags::of_session(Vec::new(), &input.tags, &[])
}
