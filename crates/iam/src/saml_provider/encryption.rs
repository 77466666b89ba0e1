//! Whether the assertions of a provider must be encrypted.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html>

use records::saml_providers::AssertionEncryption;
use shapes::iam::AssertionEncryptionModeType;

/// The mode that a request asks for.
pub(super) fn of_request(mode: AssertionEncryptionModeType) -> AssertionEncryption {
    match mode {
        AssertionEncryptionModeType::Required => AssertionEncryption::Required,
        AssertionEncryptionModeType::Allowed => AssertionEncryption::Allowed,
    }
}

/// A stored mode as the protocol has it.
pub(super) fn shown(mode: AssertionEncryption) -> AssertionEncryptionModeType {
    match mode {
        AssertionEncryption::Required => AssertionEncryptionModeType::Required,
        AssertionEncryption::Allowed => AssertionEncryptionModeType::Allowed,
    }
}
