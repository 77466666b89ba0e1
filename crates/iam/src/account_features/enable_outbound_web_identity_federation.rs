//! EnableOutboundWebIdentityFederation: makes the account an issuer of tokens for services elsewhere.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::outbound_identity::OutboundIdentity;
use records::{ReadTx, WriteTx};
use shapes::iam::{
    EnableOutboundWebIdentityFederationError, EnableOutboundWebIdentityFederationRequest,
    EnableOutboundWebIdentityFederationResponse,
};
use wire::CommonError;

use super::{errors, outbound};

pub(crate) struct EnableOutboundWebIdentityFederation;

impl Operation for EnableOutboundWebIdentityFederation {
    type Input = EnableOutboundWebIdentityFederationRequest;
    type Output = EnableOutboundWebIdentityFederationResponse;
    type Error = EnableOutboundWebIdentityFederationError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &EnableOutboundWebIdentityFederationRequest,
    ) -> Result<Demand, EnableOutboundWebIdentityFederationError> {
        let action = "iam:EnableOutboundWebIdentityFederation";
        Ok(Demand::new(Check::on_anything(action)))
    }

    /// AWS was observed to give the account the same issuer, with the same keys, again when it is enabled anew.
    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        _: EnableOutboundWebIdentityFederationRequest,
    ) -> Result<EnableOutboundWebIdentityFederationResponse, EnableOutboundWebIdentityFederationError>
    {
        let mut account = super::account(cx, tx)?;
        let settings = &mut account.settings;
        let identity = match settings.outbound_identity.take() {
            Some(identity) if identity.is_enabled => {
                return Err(errors::outbound_identity_enabled(cx.account()).into());
            }
            Some(identity) => identity,
            None => outbound::new(cx).map_err(CommonError::from)?,
        };
        let identity = settings.outbound_identity.insert(OutboundIdentity {
            is_enabled: true,
            ..identity
        });
        let issuer = identity.issuer(cx.public_url());
        tx.put(account);
        Ok(EnableOutboundWebIdentityFederationResponse {
            issuer_identifier: Some(issuer),
        })
    }
}
