//! Operations on what users speak to single services with.

mod create_service_specific_credential;
mod delete_service_specific_credential;
mod errors;
mod find;
mod list_service_specific_credentials;
mod login_name;
mod reset_service_specific_credential;
mod supported_service;
mod update_service_specific_credential;
mod view;

pub(crate) use create_service_specific_credential::CreateServiceSpecificCredential;
pub(crate) use delete_service_specific_credential::DeleteServiceSpecificCredential;
pub(crate) use list_service_specific_credentials::ListServiceSpecificCredentials;
pub(crate) use reset_service_specific_credential::ResetServiceSpecificCredential;
pub(crate) use update_service_specific_credential::UpdateServiceSpecificCredential;

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateServiceSpecificCredential>()
        .with::<ListServiceSpecificCredentials>()
        .with::<UpdateServiceSpecificCredential>()
        .with::<ResetServiceSpecificCredential>()
        .with::<DeleteServiceSpecificCredential>()
}

/// The condition key of the service's name, in the spelling of [`pipeline::Check::key`].
const SERVICE_NAME: &str = "iam:servicespecificcredentialservicename";

/// The condition key of the days that a new credential is to live, in the same spelling.
const AGE_DAYS: &str = "iam:servicespecificcredentialagedays";
