//! UntagSAMLProvider: removes tags of a SAML provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UntagSAMLProviderError, UntagSAMLProviderRequest, UntagSAMLProviderResponse};

use super::Providers;
use crate::shared::tags;

pub(crate) struct UntagSamlProvider;

impl Operation for UntagSamlProvider {
    type Input = UntagSAMLProviderRequest;
    type Output = UntagSAMLProviderResponse;
    type Error = UntagSAMLProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagSAMLProviderRequest,
    ) -> Result<Demand, UntagSAMLProviderError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:UntagSAMLProvider", arn)?;
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagSAMLProviderRequest,
    ) -> Result<UntagSAMLProviderResponse, UntagSAMLProviderError> {
        tags::require_some_keys(&input.tag_keys)?;
        let mut provider =
            Providers::to_change::<UntagSAMLProviderError>(cx, tx, &input.saml_provider_arn)?;
        provider.tags = tags::removed(&provider.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(provider);
        Ok(UntagSAMLProviderResponse {})
    }
}
