//! GetOutboundWebIdentityFederationInfo: the issuer that the account's tokens name.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetOutboundWebIdentityFederationInfoError, GetOutboundWebIdentityFederationInfoRequest,
    GetOutboundWebIdentityFederationInfoResponse,
};

use super::outbound;

pub(crate) struct GetOutboundWebIdentityFederationInfo;

impl Operation for GetOutboundWebIdentityFederationInfo {
    type Input = GetOutboundWebIdentityFederationInfoRequest;
    type Output = GetOutboundWebIdentityFederationInfoResponse;
    type Error = GetOutboundWebIdentityFederationInfoError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetOutboundWebIdentityFederationInfoRequest,
    ) -> Result<Demand, GetOutboundWebIdentityFederationInfoError> {
        let action = "iam:GetOutboundWebIdentityFederationInfo";
        Ok(Demand::new(Check::on_anything(action)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: GetOutboundWebIdentityFederationInfoRequest,
    ) -> Result<
        GetOutboundWebIdentityFederationInfoResponse,
        GetOutboundWebIdentityFederationInfoError,
    > {
        let mut account = super::account(cx, tx)?;
        let identity = account.settings.outbound_identity.as_mut();
        let identity = outbound::enabled(identity, cx.account())?;
        Ok(GetOutboundWebIdentityFederationInfoResponse {
            issuer_identifier: Some(identity.issuer(cx.public_url())),
            jwt_vending_enabled: Some(identity.is_enabled),
        })
    }
}
