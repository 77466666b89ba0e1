//! TagOpenIDConnectProvider: sets tags of an OpenID Connect provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    TagOpenIDConnectProviderError, TagOpenIDConnectProviderRequest,
    TagOpenIDConnectProviderResponse,
};

use super::Providers;
use crate::shared::tags;

pub(crate) struct TagOpenIdConnectProvider;

impl Operation for TagOpenIdConnectProvider {
    type Input = TagOpenIDConnectProviderRequest;
    type Output = TagOpenIDConnectProviderResponse;
    type Error = TagOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagOpenIDConnectProviderRequest,
    ) -> Result<Demand, TagOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:TagOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagOpenIDConnectProviderRequest,
    ) -> Result<TagOpenIDConnectProviderResponse, TagOpenIDConnectProviderError> {
        tags::require_some(&input.tags)?;
        let mut provider = Providers::to_change::<TagOpenIDConnectProviderError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        provider.tags = tags::set::<TagOpenIDConnectProviderError>(
            &provider.tags,
            &input.tags,
            TagCase::Sensitive,
        )?;
        tx.put(provider);
        Ok(TagOpenIDConnectProviderResponse {})
    }
}
