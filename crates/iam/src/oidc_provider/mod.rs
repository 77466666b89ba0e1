//! Operations on OpenID Connect providers.

mod add_client_id_to_open_id_connect_provider;
mod create_open_id_connect_provider;
mod delete_open_id_connect_provider;
mod get_open_id_connect_provider;
mod list_open_id_connect_provider_tags;
mod list_open_id_connect_providers;
mod remove_client_id_from_open_id_connect_provider;
mod tag_open_id_connect_provider;
mod thumbprints;
mod untag_open_id_connect_provider;
mod update_open_id_connect_provider_thumbprint;
mod url;

pub(crate) use add_client_id_to_open_id_connect_provider::AddClientIdToOpenIdConnectProvider;
pub(crate) use create_open_id_connect_provider::CreateOpenIdConnectProvider;
pub(crate) use delete_open_id_connect_provider::DeleteOpenIdConnectProvider;
pub(crate) use get_open_id_connect_provider::GetOpenIdConnectProvider;
pub(crate) use list_open_id_connect_provider_tags::ListOpenIdConnectProviderTags;
pub(crate) use list_open_id_connect_providers::ListOpenIdConnectProviders;
pub(crate) use remove_client_id_from_open_id_connect_provider::RemoveClientIdFromOpenIdConnectProvider;
pub(crate) use tag_open_id_connect_provider::TagOpenIdConnectProvider;
pub(crate) use untag_open_id_connect_provider::UntagOpenIdConnectProvider;
pub(crate) use update_open_id_connect_provider_thumbprint::UpdateOpenIdConnectProviderThumbprint;

use pipeline::Service;
use records::oidc_providers::OidcProvider;

use crate::shared::provider;

type Providers = provider::Providers<OidcProvider>;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateOpenIdConnectProvider>()
        .with::<GetOpenIdConnectProvider>()
        .with::<ListOpenIdConnectProviders>()
        .with::<DeleteOpenIdConnectProvider>()
        .with::<AddClientIdToOpenIdConnectProvider>()
        .with::<RemoveClientIdFromOpenIdConnectProvider>()
        .with::<UpdateOpenIdConnectProviderThumbprint>()
        .with::<TagOpenIdConnectProvider>()
        .with::<UntagOpenIdConnectProvider>()
        .with::<ListOpenIdConnectProviderTags>()
}
