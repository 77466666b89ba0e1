//! ListSAMLProviders: the account's SAML providers, all at once.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, saml_providers};
use shapes::iam::{
    ListSAMLProvidersError, ListSAMLProvidersRequest, ListSAMLProvidersResponse,
    SAMLProviderListEntry,
};

use crate::shared::view;

pub(crate) struct ListSamlProviders;

impl Operation for ListSamlProviders {
    type Input = ListSAMLProvidersRequest;
    type Output = ListSAMLProvidersResponse;
    type Error = ListSAMLProvidersError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: &ListSAMLProvidersRequest,
    ) -> Result<Demand, ListSAMLProvidersError> {
        // A literal star, as AWS was observed to print for the other kind of providers.
        let all = cx.account().unplaced_arn("saml-provider", "*");
        Ok(Demand::new(Check::on("iam:ListSAMLProviders", &all)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: ListSAMLProvidersRequest,
    ) -> Result<ListSAMLProvidersResponse, ListSAMLProvidersError> {
        let providers = saml_providers::list(tx, cx.account());
        let shown = providers.map(|provider| SAMLProviderListEntry {
            arn: Some(provider.arn().to_string()),
            valid_until: Some(view::time_in_millis(provider.valid_until)),
            create_date: Some(view::time_in_millis(provider.created_at)),
        });
        Ok(ListSAMLProvidersResponse {
            saml_provider_list: Some(shown.collect()),
        })
    }
}
