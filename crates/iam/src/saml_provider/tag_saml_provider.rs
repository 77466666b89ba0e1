//! TagSAMLProvider: sets tags of a SAML provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagSAMLProviderError, TagSAMLProviderRequest, TagSAMLProviderResponse};

use super::Providers;
use crate::shared::tags;

pub(crate) struct TagSamlProvider;

impl Operation for TagSamlProvider {
    type Input = TagSAMLProviderRequest;
    type Output = TagSAMLProviderResponse;
    type Error = TagSAMLProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagSAMLProviderRequest,
    ) -> Result<Demand, TagSAMLProviderError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:TagSAMLProvider", arn)?;
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagSAMLProviderRequest,
    ) -> Result<TagSAMLProviderResponse, TagSAMLProviderError> {
        tags::require_some(&input.tags)?;
        let mut provider =
            Providers::to_change::<TagSAMLProviderError>(cx, tx, &input.saml_provider_arn)?;
        provider.tags =
            tags::set::<TagSAMLProviderError>(&provider.tags, &input.tags, TagCase::Sensitive)?;
        tx.put(provider);
        Ok(TagSAMLProviderResponse {})
    }
}
