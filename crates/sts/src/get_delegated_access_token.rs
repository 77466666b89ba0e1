//! GetDelegatedAccessToken: a product provider trades the token of an approved request in for credentials.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetDelegatedAccessToken.html>
//!
//! "The product provider can exchange the token multiple times before expiration to obtain fresh credentials if needed",
//! and all of them end together, at the time of release plus the approved duration.

use names::Arn;
use pipeline::{Allowed, Check, Context, Demand, Issues, Operation, Printed};
use records::delegation_requests::{self, Approval, Approver, DelegationRequest};
use records::{ReadTx, accounts, roles, users};
use secrets::session::{self, SessionClaims, SessionKind, SessionTag};
use secrets::{exchange_token, packed_policy_size};
use shapes::sts::{
    GetDelegatedAccessTokenError, GetDelegatedAccessTokenRequest, GetDelegatedAccessTokenResponse,
};
use wire::CommonError;

use crate::shared::{credentials, errors};

pub(crate) struct GetDelegatedAccessToken;

impl Operation for GetDelegatedAccessToken {
    type Input = GetDelegatedAccessTokenRequest;
    type Output = GetDelegatedAccessTokenResponse;
    type Error = GetDelegatedAccessTokenError;
    type Access = Issues;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetDelegatedAccessTokenRequest,
    ) -> Result<Demand, GetDelegatedAccessTokenError> {
        let check = Check::on_anything(ACTION).printed(Printed::Nothing);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetDelegatedAccessTokenRequest,
    ) -> Result<GetDelegatedAccessTokenResponse, GetDelegatedAccessTokenError> {
        let id = exchange_token::read(cx.key_ring(), input.trade_in_token.expose());
        let id = id.ok_or_else(errors::invalid_trade_in_token)?;
        let request = delegation_requests::get(tx, &id);
        let request = request.ok_or_else(errors::expired_trade_in_token)?;
        // "The exchange token can only be redeemed by the product provider account that created the delegation request."
        if request.requestor != cx.account() {
            return Err(errors::invalid_trade_in_token().into());
        }
        let ends_at = request
            .access_ends_at(cx.seconds())
            .filter(|ends_at| cx.seconds() < *ends_at)
            .ok_or_else(errors::expired_trade_in_token)?;
        let (claims, principal) = acting(cx, tx, &request, ends_at.0)?;
        let size = packed_policy_size(
            claims.session_policy.as_deref(),
            &claims.session_policy_arns,
            &claims.session_tags,
        );
        if size.is_too_large() {
            return Err(errors::packed_policy_too_large(size, true).into());
        }
        let issued = credentials::issue(cx, &claims, None)?;
        Ok(GetDelegatedAccessTokenResponse {
            credentials: Some(issued.credentials),
            // "This field is not populated for GetDelegatedAccessToken."
            packed_policy_size: None,
            assumed_principal: Some(principal.to_string()),
        })
    }
}

/// The session that acts as whoever approved, and whom it acts as.
fn acting(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    request: &DelegationRequest,
    ends_at: i64,
) -> Result<(SessionClaims, Arn), GetDelegatedAccessTokenError> {
    let (Some(account), Some(approval)) = (request.owner_account, &request.approver) else {
        return Err(CommonError::internal_failure().into());
    };
    let (approver, principal) =
        live(tx, account, approval).ok_or_else(errors::expired_trade_in_token)?;
    // What the approver cannot shake off on the way to another role, the provider cannot either.
    let tag = |(key, value): &(String, String)| SessionTag {
        key: key.clone(),
        value: value.clone(),
        transitive: approval.transitive_tag_keys.contains(key),
    };
    let claims = SessionClaims {
        account,
        kind: SessionKind::Delegated {
            approver,
            provider: request.requestor,
        },
        issued_at: cx.seconds().0,
        expires_at: ends_at,
        issuing_access_key_id: None,
        session_policy: Some(request.permission_policy.clone()),
        session_policy_arns: Vec::new(),
        session_tags: approval.session_tags.iter().map(tag).collect(),
        source_identity: approval.source_identity.clone(),
        mfa_authenticated_at: approval.mfa_authenticated_at,
    };
    Ok((claims, principal))
}

/// Whoever approved, as they are called today; `None` once they are gone.
fn live(
    tx: &mut ReadTx,
    account: names::AccountId,
    approval: &Approval,
) -> Option<(session::Approver, Arn)> {
    Some(match &approval.identity {
        Approver::Root => (
            session::Approver::Root,
            accounts::get(tx, account)?.root_arn(),
        ),
        Approver::User(id) => (session::Approver::User(*id), users::by_id(tx, *id)?.arn()),
        Approver::Role {
            role_id,
            role_session_name,
        } => {
            let role = roles::by_id(tx, *role_id)?;
            let principal = account.assumed_role_arn(&role.name, role_session_name);
            let approver = session::Approver::Role {
                role_id: *role_id,
                role_session_name: role_session_name.clone(),
            };
            (approver, principal)
        }
    })
}

const ACTION: &str = "sts:GetDelegatedAccessToken";
