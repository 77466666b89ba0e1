//! RemoveClientIDFromOpenIDConnectProvider: removes an audience; one that is not there is no fault.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    RemoveClientIDFromOpenIDConnectProviderError, RemoveClientIDFromOpenIDConnectProviderRequest,
    RemoveClientIDFromOpenIDConnectProviderResponse,
};

use super::Providers;

pub(crate) struct RemoveClientIdFromOpenIdConnectProvider;

impl Operation for RemoveClientIdFromOpenIdConnectProvider {
    type Input = RemoveClientIDFromOpenIDConnectProviderRequest;
    type Output = RemoveClientIDFromOpenIDConnectProviderResponse;
    type Error = RemoveClientIDFromOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &RemoveClientIDFromOpenIDConnectProviderRequest,
    ) -> Result<Demand, RemoveClientIDFromOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:RemoveClientIDFromOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: RemoveClientIDFromOpenIDConnectProviderRequest,
    ) -> Result<
        RemoveClientIDFromOpenIDConnectProviderResponse,
        RemoveClientIDFromOpenIDConnectProviderError,
    > {
        let mut provider = Providers::to_change::<RemoveClientIDFromOpenIDConnectProviderError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        provider.client_ids.retain(|id| *id != input.client_id);
        tx.put(provider);
        Ok(RemoveClientIDFromOpenIDConnectProviderResponse {})
    }
}
