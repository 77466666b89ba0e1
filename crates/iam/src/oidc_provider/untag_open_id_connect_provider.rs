//! UntagOpenIDConnectProvider: removes tags of an OpenID Connect provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UntagOpenIDConnectProviderError, UntagOpenIDConnectProviderRequest,
    UntagOpenIDConnectProviderResponse,
};

use super::Providers;
use crate::shared::tags;

pub(crate) struct UntagOpenIdConnectProvider;

impl Operation for UntagOpenIdConnectProvider {
    type Input = UntagOpenIDConnectProviderRequest;
    type Output = UntagOpenIDConnectProviderResponse;
    type Error = UntagOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagOpenIDConnectProviderRequest,
    ) -> Result<Demand, UntagOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:UntagOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagOpenIDConnectProviderRequest,
    ) -> Result<UntagOpenIDConnectProviderResponse, UntagOpenIDConnectProviderError> {
        tags::require_some_keys(&input.tag_keys)?;
        let mut provider = Providers::to_change::<UntagOpenIDConnectProviderError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        provider.tags = tags::removed(&provider.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(provider);
        Ok(UntagOpenIDConnectProviderResponse {})
    }
}
