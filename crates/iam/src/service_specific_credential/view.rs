//! Service-specific credentials as the protocol shows them: an API key by its alias, others by their user name.

use records::users::User;
use records::{ServiceSpecificCredential, UnixTime};
use secrets::{Secret, service_credential};
use shapes::iam::{ServiceSpecificCredentialMetadata, StatusType};
use wire::Sensitive;

use super::supported_service;
use crate::shared::{status, view};

/// A credential whose password was made just now and is shown this once.
pub(super) fn with_password(
    user: &User,
    credential: &ServiceSpecificCredential,
    password: &Secret<String>,
    now: UnixTime,
) -> shapes::iam::ServiceSpecificCredential {
    let login_name = &credential.login_name;
    let api_key = api_key_prefix(credential)
        .map(|prefix| service_credential::api_key(prefix, login_name, password));
    let password = api_key.is_none().then_some(password);
    let metadata = metadata(user, credential, now);
    let told = |secret: &Secret<String>| Sensitive::from(secret.expose().as_str());
    shapes::iam::ServiceSpecificCredential {
        create_date: metadata.create_date,
        expiration_date: metadata.expiration_date,
        service_name: metadata.service_name,
        service_user_name: metadata.service_user_name,
        service_password: password.map(told),
        service_credential_alias: metadata.service_credential_alias,
        service_credential_secret: api_key.as_ref().map(told),
        service_specific_credential_id: metadata.service_specific_credential_id,
        user_name: metadata.user_name,
        status: metadata.status,
    }
}

/// A credential as lists show it.
pub(super) fn metadata(
    user: &User,
    credential: &ServiceSpecificCredential,
    now: UnixTime,
) -> ServiceSpecificCredentialMetadata {
    let is_api_key = api_key_prefix(credential).is_some();
    let login_name = || credential.login_name.clone();
    ServiceSpecificCredentialMetadata {
        user_name: user.name.to_string(),
        status: shown_status(credential, now),
        service_user_name: (!is_api_key).then(login_name),
        service_credential_alias: is_api_key.then(login_name),
        create_date: view::time(credential.created_at),
        expiration_date: credential.expires_at.map(view::time),
        service_specific_credential_id: credential.id.to_string(),
        service_name: credential.service_name.clone(),
    }
}

fn api_key_prefix(credential: &ServiceSpecificCredential) -> Option<&'static str> {
    supported_service::stored(&credential.service_name)?.api_key_prefix
}

fn shown_status(credential: &ServiceSpecificCredential, now: UnixTime) -> StatusType {
    if credential.is_expired(now) {
        StatusType::Expired
    } else {
        status::shown(credential.status)
    }
}
