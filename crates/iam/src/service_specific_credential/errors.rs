//! AWS's words for what is wrong with service-specific credentials.

use names::UserName;
use shapes::iam::{InvalidInput, NoSuchEntity};
use wire::{CommonError, ServiceError as _};

pub(super) fn unsupported_service(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "No such service {name} is supported for Service Specific Credentials"
    ))
}

/// AWS was observed to refuse other characters, of which the model says nothing.
pub(super) fn invalid_service_name() -> CommonError {
    CommonError::validation(
        "1 validation error detected: Value at 'serviceName' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: [\\w.-]+",
    )
}

pub(super) fn no_such_credential(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("No such credential {id} exists"))
}

/// Of a credential that another user of the account has.
pub(super) fn not_of_user(user: &UserName, id: &str) -> CommonError {
    CommonError::validation(format!(
        "User {user} does not have a service specific credential with id {id}"
    ))
}

pub(super) fn user_and_all_users() -> CommonError {
    CommonError::validation("UserName cannot be specified when AllUsers is true")
}

/// The model of UpdateServiceSpecificCredential does not name the error that AWS was observed to answer here.
pub(super) fn unsupported_status(error: InvalidInput) -> CommonError {
    CommonError::new(InvalidInput::CODE, error.status(), error.message)
}
