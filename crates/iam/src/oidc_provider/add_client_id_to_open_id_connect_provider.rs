//! AddClientIDToOpenIDConnectProvider: adds an audience; one that is there already changes nothing.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{
    AddClientIDToOpenIDConnectProviderError, AddClientIDToOpenIDConnectProviderRequest,
    AddClientIDToOpenIDConnectProviderResponse,
};

use super::Providers;
use crate::shared::errors;

pub(crate) struct AddClientIdToOpenIdConnectProvider;

impl Operation for AddClientIdToOpenIdConnectProvider {
    type Input = AddClientIDToOpenIDConnectProviderRequest;
    type Output = AddClientIDToOpenIDConnectProviderResponse;
    type Error = AddClientIDToOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AddClientIDToOpenIDConnectProviderRequest,
    ) -> Result<Demand, AddClientIDToOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:AddClientIDToOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AddClientIDToOpenIDConnectProviderRequest,
    ) -> Result<AddClientIDToOpenIDConnectProviderResponse, AddClientIDToOpenIDConnectProviderError>
    {
        let mut provider = Providers::to_change::<AddClientIDToOpenIDConnectProviderError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        if !provider.client_ids.contains(&input.client_id) {
            let quota = quotas::CLIENT_IDS_PER_OIDC_PROVIDER;
            if quota.is_reached(provider.client_ids.len()) {
                return Err(errors::quota_exceeded(quota).into());
            }
            provider.client_ids.push(input.client_id);
            tx.put(provider);
        }
        Ok(AddClientIDToOpenIDConnectProviderResponse {})
    }
}
