//! The status of access keys, SSH public keys and signing certificates.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html>

use records::KeyStatus;
use shapes::iam::{InvalidInput, StatusType};

use super::errors;

/// The status that a request asks for.
///
/// # Errors
/// `InvalidInput` for `Expired`, which the model has and nobody may set.
pub(crate) fn of_request(status: StatusType) -> Result<KeyStatus, InvalidInput> {
    match status {
        StatusType::Active => Ok(KeyStatus::Active),
        StatusType::Inactive => Ok(KeyStatus::Inactive),
        StatusType::Expired => Err(errors::unsupported_status(status.as_str())),
    }
}

/// A stored status as the protocol has it.
pub(crate) fn shown(status: KeyStatus) -> StatusType {
    match status {
        KeyStatus::Active => StatusType::Active,
        KeyStatus::Inactive => StatusType::Inactive,
    }
}
