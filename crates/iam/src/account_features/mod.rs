//! Operations on what is switched for a whole account.

mod disable_organizations_root_credentials_management;
mod disable_organizations_root_sessions;
mod disable_outbound_web_identity_federation;
mod enable_organizations_root_credentials_management;
mod enable_organizations_root_sessions;
mod enable_outbound_web_identity_federation;
mod errors;
mod get_account_properties;
mod get_outbound_web_identity_federation_info;
mod list_organizations_features;
mod outbound;
mod put_account_properties;
mod role_manager;
mod set_security_token_service_preferences;

use pipeline::{Context, Service};
use records::Reads;
use records::accounts::{self, Account};
use wire::CommonError;

use disable_organizations_root_credentials_management::DisableOrganizationsRootCredentialsManagement;
use disable_organizations_root_sessions::DisableOrganizationsRootSessions;
use disable_outbound_web_identity_federation::DisableOutboundWebIdentityFederation;
use enable_organizations_root_credentials_management::EnableOrganizationsRootCredentialsManagement;
use enable_organizations_root_sessions::EnableOrganizationsRootSessions;
use enable_outbound_web_identity_federation::EnableOutboundWebIdentityFederation;
use get_account_properties::GetAccountProperties;
use get_outbound_web_identity_federation_info::GetOutboundWebIdentityFederationInfo;
use list_organizations_features::ListOrganizationsFeatures;
use put_account_properties::PutAccountProperties;
use set_security_token_service_preferences::SetSecurityTokenServicePreferences;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<DisableOrganizationsRootCredentialsManagement>()
        .with::<DisableOrganizationsRootSessions>()
        .with::<DisableOutboundWebIdentityFederation>()
        .with::<EnableOrganizationsRootCredentialsManagement>()
        .with::<EnableOrganizationsRootSessions>()
        .with::<EnableOutboundWebIdentityFederation>()
        .with::<GetAccountProperties>()
        .with::<GetOutboundWebIdentityFederationInfo>()
        .with::<ListOrganizationsFeatures>()
        .with::<PutAccountProperties>()
        .with::<SetSecurityTokenServicePreferences>()
}

/// The caller's account, to be changed and put back. Whoever is authenticated belongs to one that exists.
fn account(cx: &Context<'_>, tx: &mut impl Reads) -> Result<Account, CommonError> {
    let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::internal_failure)?;
    Ok(std::sync::Arc::unwrap_or_clone(account))
}
