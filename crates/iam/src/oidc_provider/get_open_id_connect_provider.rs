//! GetOpenIDConnectProvider: an OpenID Connect provider with all that is kept of it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetOpenIDConnectProviderError, GetOpenIDConnectProviderRequest,
    GetOpenIDConnectProviderResponse,
};

use super::Providers;
use crate::shared::{tags, view};

pub(crate) struct GetOpenIdConnectProvider;

impl Operation for GetOpenIdConnectProvider {
    type Input = GetOpenIDConnectProviderRequest;
    type Output = GetOpenIDConnectProviderResponse;
    type Error = GetOpenIDConnectProviderError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetOpenIDConnectProviderRequest,
    ) -> Result<Demand, GetOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:GetOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetOpenIDConnectProviderRequest,
    ) -> Result<GetOpenIDConnectProviderResponse, GetOpenIDConnectProviderError> {
        let provider = Providers::find::<GetOpenIDConnectProviderError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        Ok(GetOpenIDConnectProviderResponse {
            url: Some(provider.url.clone()),
            client_id_list: Some(provider.client_ids.clone()),
            thumbprint_list: Some(provider.thumbprints.clone()),
            create_date: Some(view::time_in_millis(provider.created_at)),
            // Shown even where there are none, as AWS was observed to do.
            tags: Some(tags::shown(&provider.tags)),
        })
    }
}
