//! GetSAMLProvider: a SAML provider with its metadata, never its private keys.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetSAMLProviderError, GetSAMLProviderRequest, GetSAMLProviderResponse, SAMLPrivateKey,
};

use super::{Providers, encryption};
use crate::shared::{tags, view};

pub(crate) struct GetSamlProvider;

impl Operation for GetSamlProvider {
    type Input = GetSAMLProviderRequest;
    type Output = GetSAMLProviderResponse;
    type Error = GetSAMLProviderError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetSAMLProviderRequest,
    ) -> Result<Demand, GetSAMLProviderError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:GetSAMLProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetSAMLProviderRequest,
    ) -> Result<GetSAMLProviderResponse, GetSAMLProviderError> {
        let provider = Providers::find::<GetSAMLProviderError>(cx, tx, &input.saml_provider_arn)?;
        let private_keys = provider.private_keys.iter().map(|key| SAMLPrivateKey {
            key_id: Some(key.id.clone()),
            timestamp: Some(view::time_in_millis(key.added_at)),
        });
        Ok(GetSAMLProviderResponse {
            saml_provider_uuid: Some(provider.uuid.clone()),
            saml_metadata_document: Some(provider.metadata.clone()),
            create_date: Some(view::time_in_millis(provider.created_at)),
            valid_until: Some(view::time_in_millis(provider.valid_until)),
            // Both lists are shown even where there is nothing in them, as AWS was observed to do.
            tags: Some(tags::shown(&provider.tags)),
            assertion_encryption_mode: Some(encryption::shown(provider.assertion_encryption)),
            private_key_list: Some(private_keys.collect()),
        })
    }
}
