//! DisableOutboundWebIdentityFederation: the account gives out no more tokens for services elsewhere.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOutboundWebIdentityFederation.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DisableOutboundWebIdentityFederationError, DisableOutboundWebIdentityFederationRequest,
    DisableOutboundWebIdentityFederationResponse,
};

use super::outbound;

pub(crate) struct DisableOutboundWebIdentityFederation;

impl Operation for DisableOutboundWebIdentityFederation {
    type Input = DisableOutboundWebIdentityFederationRequest;
    type Output = DisableOutboundWebIdentityFederationResponse;
    type Error = DisableOutboundWebIdentityFederationError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DisableOutboundWebIdentityFederationRequest,
    ) -> Result<Demand, DisableOutboundWebIdentityFederationError> {
        let action = "iam:DisableOutboundWebIdentityFederation";
        Ok(Demand::new(Check::on_anything(action)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        _: DisableOutboundWebIdentityFederationRequest,
    ) -> Result<
        DisableOutboundWebIdentityFederationResponse,
        DisableOutboundWebIdentityFederationError,
    > {
        let mut account = super::account(cx, tx)?;
        let identity = account.settings.outbound_identity.as_mut();
        outbound::enabled(identity, cx.account())?.is_enabled = false;
        tx.put(account);
        Ok(DisableOutboundWebIdentityFederationResponse {})
    }
}
