//! The signing key: a secret access key narrowed to one date, region and service.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use crate::digest::Sha256Digest;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key that signs for one date, region and service, ready to sign at once.
///
/// Deriving it costs four HMACs, more than verifying a short request, so it is meant to be kept
/// by whoever verifies often. It holds the state of HMAC-SHA256 after both key blocks and not the
/// key; that state is overwritten when the value is dropped, and it has no `Debug`.
#[derive(Clone)]
pub struct SigningKey {
    mac: Hmac<Sha256>,
}

impl SigningKey {
    /// Derives the key of `secret_access_key` for `date` (`20150830`), `region` and `service`,
    /// each exactly as the credential scope of the request writes it.
    #[must_use]
    pub fn derive(secret_access_key: &str, date: &str, region: &str, service: &str) -> Self {
        let mut secret = Zeroizing::new(Vec::with_capacity(4 + secret_access_key.len()));
        secret.extend_from_slice(b"AWS4");
        secret.extend_from_slice(secret_access_key.as_bytes());
        let mut key = Zeroizing::new(hmac(&secret, date.as_bytes()));
        for part in [region, service, "aws4_request"] {
            *key = hmac(&*key, part.as_bytes());
        }
        Self { mac: keyed(&*key) }
    }

    /// The HMAC of `message` under this key.
    #[must_use]
    pub(crate) fn sign(&self, message: &[u8]) -> Sha256Digest {
        self.mac
            .clone()
            .chain_update(message)
            .finalize()
            .into_bytes()
            .into()
    }
}

/// HMAC-SHA256 of `message` under `key`.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Sha256Digest {
    keyed(key)
        .chain_update(message)
        .finalize()
        .into_bytes()
        .into()
}

#[expect(
    clippy::expect_used,
    reason = "HMAC hashes long keys and pads short ones: no length is refused"
)]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Hex;

    /// The published signing keys; the key itself is gone, so what it signs stands for it.
    #[test]
    fn keys_are_those_aws_publishes() {
        for (secret, date, region, service, expected) in [
            (
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                "20150830",
                "us-east-1",
                "iam",
                "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
            ),
            (
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "20130524",
                "us-east-1",
                "s3",
                "dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8378",
            ),
        ] {
            let raw = crate::digest::parse_digest(expected).unwrap();
            let key = SigningKey::derive(secret, date, region, service);
            assert_eq!(
                Hex::of(&key.sign(b"message")).as_str(),
                Hex::of(&hmac(&raw, b"message")).as_str()
            );
        }
    }
}
