//! ListOpenIDConnectProviders: the ARNs of the account's OpenID Connect providers, all at once.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, oidc_providers};
use shapes::iam::{
    ListOpenIDConnectProvidersError, ListOpenIDConnectProvidersRequest,
    ListOpenIDConnectProvidersResponse, OpenIDConnectProviderListEntry,
};

pub(crate) struct ListOpenIdConnectProviders;

impl Operation for ListOpenIdConnectProviders {
    type Input = ListOpenIDConnectProvidersRequest;
    type Output = ListOpenIDConnectProvidersResponse;
    type Error = ListOpenIDConnectProvidersError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: &ListOpenIDConnectProvidersRequest,
    ) -> Result<Demand, ListOpenIDConnectProvidersError> {
        // AWS was observed to print a literal star here, unlike for lists of other things.
        let all = cx.account().oidc_provider_arn("*");
        Ok(Demand::new(Check::on(
            "iam:ListOpenIDConnectProviders",
            &all,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: ListOpenIDConnectProvidersRequest,
    ) -> Result<ListOpenIDConnectProvidersResponse, ListOpenIDConnectProvidersError> {
        let providers = oidc_providers::list(tx, cx.account());
        let shown = providers.map(|provider| OpenIDConnectProviderListEntry {
            arn: Some(provider.arn().to_string()),
        });
        Ok(ListOpenIDConnectProvidersResponse {
            open_id_connect_provider_list: Some(shown.collect()),
        })
    }
}
