//! AWS's words for what is wrong with a server certificate.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-certificates.html>

use shapes::iam::{EntityAlreadyExists, KeyPairMismatch, MalformedCertificate, NoSuchEntity};

use crate::shared::certificate::BrokenChain;

pub(super) fn no_such_certificate(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "The Server Certificate with name {name} cannot be found."
    ))
}

pub(super) fn certificate_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!(
        "The Server Certificate with name {name} already exists."
    ))
}

pub(super) fn unreadable_certificate() -> MalformedCertificate {
    MalformedCertificate::new(
        "Unable to parse certificate. Please ensure the certificate is in PEM format.",
    )
}

/// AWS was observed to say no more of a chain that is no PEM.
pub(super) fn unreadable_chain() -> MalformedCertificate {
    MalformedCertificate::new("Unknown")
}

pub(super) fn ended() -> MalformedCertificate {
    MalformedCertificate::new(
        "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
    )
}

pub(super) fn not_begun() -> MalformedCertificate {
    MalformedCertificate::new(
        "Certificate is not yet valid. The 'Not Before' date restriction on the certificate has not passed.",
    )
}

/// Where no member is to be named AWS was observed to say -1.
pub(super) fn broken_chain(BrokenChain(member): BrokenChain) -> MalformedCertificate {
    let index = member.map_or_else(|| "-1".to_owned(), |index| index.to_string());
    MalformedCertificate::new(format!(
        "Unable to validate certificate chain. The certificate chain must start with the immediate signing \
         certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate \
         is: {index}"
    ))
}

pub(super) fn encrypted_key() -> MalformedCertificate {
    MalformedCertificate::new("Unable to parse key; the body is encrypted.")
}

pub(super) fn unreadable_key() -> MalformedCertificate {
    MalformedCertificate::new("Unable to parse key. Please ensure the key is in PEM format.")
}

pub(super) fn other_key() -> KeyPairMismatch {
    KeyPairMismatch::new(
        "The private key did not match the public key provided. Please verify the key material and try again.",
    )
}
