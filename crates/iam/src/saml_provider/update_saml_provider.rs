//! UpdateSAMLProvider: replaces the metadata of a SAML provider, and adds or removes what opens encrypted assertions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::saml_providers::{AssertionEncryption, SamlProvider};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    InvalidInput, LimitExceeded, UpdateSAMLProviderError, UpdateSAMLProviderRequest,
    UpdateSAMLProviderResponse,
};
use wire::CommonError;

use super::{Providers, encryption, metadata, private_key, validity};

pub(crate) struct UpdateSamlProvider;

impl Operation for UpdateSamlProvider {
    type Input = UpdateSAMLProviderRequest;
    type Output = UpdateSAMLProviderResponse;
    type Error = UpdateSAMLProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateSAMLProviderRequest,
    ) -> Result<Demand, UpdateSAMLProviderError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:UpdateSAMLProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateSAMLProviderRequest,
    ) -> Result<UpdateSAMLProviderResponse, UpdateSAMLProviderError> {
        require_sensible(&input)?;
        let arn = &input.saml_provider_arn;
        let mut provider = Providers::to_change::<UpdateSAMLProviderError>(cx, tx, arn)?;
        if let Some(document) = input.saml_metadata_document {
            provider.issuers =
                metadata::issuers_within_quota::<UpdateSAMLProviderError>(&document)?;
            provider.metadata = document;
            provider.valid_until = validity::from(cx.now.timestamp());
        }
        if let Some(pem) = &input.add_private_key {
            if provider.private_keys.len() >= PRIVATE_KEYS_MAX {
                return Err(too_many_keys().into());
            }
            let key = private_key::of_request(cx, pem)?;
            provider.private_keys.push(key);
        }
        if let Some(mode) = input.assertion_encryption_mode {
            provider.assertion_encryption = encryption::of_request(mode);
        }
        if let Some(id) = &input.remove_private_key {
            remove_key(&mut provider, id)?;
        }
        if !has_what_it_requires(&provider) {
            return Err(no_key_to_require().into());
        }
        let shown = provider.arn().to_string();
        tx.put(provider);
        Ok(UpdateSAMLProviderResponse {
            saml_provider_arn: Some(shown),
        })
    }
}

fn require_sensible(input: &UpdateSAMLProviderRequest) -> Result<(), CommonError> {
    if input.add_private_key.is_some() && input.remove_private_key.is_some() {
        return Err(CommonError::validation(
            "Unable to add and remove private keys in the same request. Set a value for only one of the two \
             parameters.",
        ));
    }
    let changes_something = input.saml_metadata_document.is_some()
        || input.assertion_encryption_mode.is_some()
        || input.add_private_key.is_some()
        || input.remove_private_key.is_some();
    if changes_something {
        Ok(())
    } else {
        Err(CommonError::validation(
            "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
        ))
    }
}

/// The last key stays while assertions must be encrypted.
fn remove_key(provider: &mut SamlProvider, id: &str) -> Result<(), InvalidInput> {
    let before = provider.private_keys.len();
    provider.private_keys.retain(|key| key.id != id);
    if provider.private_keys.len() < before && has_what_it_requires(provider) {
        Ok(())
    } else {
        Err(InvalidInput::new("Failed to remove private key."))
    }
}

fn has_what_it_requires(provider: &SamlProvider) -> bool {
    match provider.assertion_encryption {
        AssertionEncryption::Required => !provider.private_keys.is_empty(),
        AssertionEncryption::Allowed => true,
    }
}

fn no_key_to_require() -> InvalidInput {
    InvalidInput::new(
        "Failed to set assertion encryption mode to Required because no private key is present.",
    )
}

fn too_many_keys() -> LimitExceeded {
    LimitExceeded::new(format!(
        "Private key limit of {PRIVATE_KEYS_MAX} is reached."
    ))
}

/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>
const PRIVATE_KEYS_MAX: usize = 2;
