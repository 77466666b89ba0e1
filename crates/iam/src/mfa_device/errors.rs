//! AWS's words for what goes wrong with devices.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html>

use shapes::iam::{DeleteConflict, EntityAlreadyExists, InvalidAuthenticationCode, NoSuchEntity};
use wire::CommonError;

pub(super) fn no_such_device(serial_number: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "MFA Device with serial number {serial_number} does not exist."
    ))
}

/// Of a device that is nobody's, or somebody else's.
pub(super) fn not_of_user() -> NoSuchEntity {
    NoSuchEntity::new("MFA Device invalid for user.")
}

pub(super) fn device_exists() -> EntityAlreadyExists {
    EntityAlreadyExists::new("MFA device already exists.")
}

/// Of a device that the user has already.
pub(super) fn already_of_user(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("MFA Device for user {name} already exists."))
}

/// Of a device that somebody else has.
pub(super) fn in_use() -> EntityAlreadyExists {
    EntityAlreadyExists::new("MFA Device is already in use.")
}

/// Of a device that shall be deleted while somebody has it.
pub(super) fn must_deactivate() -> DeleteConflict {
    DeleteConflict::new("MFA VirtualDevice in use. Must deactivate first.")
}

pub(super) fn invalid_codes() -> InvalidAuthenticationCode {
    InvalidAuthenticationCode::new("Authentication code for device is not valid.")
}

/// Of users with a device who change their devices with credentials for which no code was given: else whoever has
/// found an access key could replace the device that guards the rest.
pub(super) fn must_authenticate_with_device() -> CommonError {
    CommonError::access_denied(
        "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for \
         this user.",
    )
}

/// Of a virtual device in GetMFADevice; the words of AWS for this are not known.
pub(super) fn not_a_fido_key() -> CommonError {
    CommonError::validation("Only FIDO security keys are supported by this operation.")
}

/// Of a path and a name that make more than a serial number may have; the words of AWS for this are not known.
pub(super) fn serial_number_too_long() -> CommonError {
    CommonError::validation(
        "1 validation error detected: Value at 'serialNumber' failed to satisfy constraint: Member must have length \
         less than or equal to 256",
    )
}
