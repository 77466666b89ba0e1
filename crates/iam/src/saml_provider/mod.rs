//! Operations on SAML providers.

mod create_saml_provider;
mod delete_saml_provider;
mod encryption;
mod get_saml_provider;
mod list_saml_provider_tags;
mod list_saml_providers;
mod metadata;
mod private_key;
mod tag_saml_provider;
mod untag_saml_provider;
mod update_saml_provider;
mod validity;
mod xml;

pub(crate) use create_saml_provider::CreateSamlProvider;
pub(crate) use delete_saml_provider::DeleteSamlProvider;
pub(crate) use get_saml_provider::GetSamlProvider;
pub(crate) use list_saml_provider_tags::ListSamlProviderTags;
pub(crate) use list_saml_providers::ListSamlProviders;
pub(crate) use tag_saml_provider::TagSamlProvider;
pub(crate) use untag_saml_provider::UntagSamlProvider;
pub(crate) use update_saml_provider::UpdateSamlProvider;

use pipeline::Service;
use records::saml_providers::SamlProvider;

use crate::shared::provider;

type Providers = provider::Providers<SamlProvider>;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateSamlProvider>()
        .with::<GetSamlProvider>()
        .with::<UpdateSamlProvider>()
        .with::<DeleteSamlProvider>()
        .with::<ListSamlProviders>()
        .with::<TagSamlProvider>()
        .with::<UntagSamlProvider>()
        .with::<ListSamlProviderTags>()
}
