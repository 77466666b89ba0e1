//! AWS's words for what goes wrong with service-linked roles.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html>

use shapes::iam::{InvalidInput, NoSuchEntity};
use wire::CommonError;

/// Of a service that has no such role.
pub(super) fn no_template(service: &str) -> CommonError {
    CommonError::access_denied(format!(
        "Cannot find Service Linked Role template for {service}"
    ))
}

pub(super) fn no_suffix_allowed(service: &str) -> InvalidInput {
    InvalidInput::new(format!("Custom suffix is not allowed for {service}"))
}

pub(super) fn name_taken(name: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Service role name {name} has been taken in this account, please try a different suffix."
    ))
}

pub(super) fn invalid_task_id() -> InvalidInput {
    InvalidInput::new("Invalid task id")
}

pub(super) fn no_such_task() -> NoSuchEntity {
    NoSuchEntity::new("Cannot find deletion status for given id.")
}
