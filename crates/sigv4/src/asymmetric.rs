//! Signature Version 4a: one signature for several regions, made with an elliptic-curve key.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use crate::digest::{Sha256Digest, parse_hex};
use crate::key::hmac;
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use zeroize::Zeroizing;

/// The public half of the key pair that a secret access key stands for. It can verify and not
/// sign, so it holds no secret; deriving it is dear and it is meant to be kept.
#[derive(Clone)]
pub struct AsymmetricKey {
    public: ParsedPublicKey,
}

impl AsymmetricKey {
    /// Derives the key pair of an access key and keeps its public half. `None` if no pair can be
    /// derived, for which there is one chance in 2^8000.
    #[must_use]
    pub fn derive(access_key_id: &str, secret_access_key: &str) -> Option<Self> {
        let private = private_key(access_key_id, secret_access_key)?;
        let private = PrivateKey::from_private_key(&ECDH_P256, &*private).ok()?;
        let point = private.compute_public_key().ok()?;
        let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point.as_ref()).ok()?;
        Some(Self { public })
    }

    /// True if `signature`, DER in hexadecimal, is one of `message` under this key.
    pub(crate) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        signature.len() <= SIGNATURE_HEX_MAX
            && parse_hex(signature).is_some_and(|der| self.public.verify_sig(message, &der).is_ok())
    }
}

/// The private scalar: the first HMAC output that is no larger than the order of the curve less
/// two, plus one.
fn private_key(access_key_id: &str, secret_access_key: &str) -> Option<Zeroizing<Sha256Digest>> {
    let mut secret = Zeroizing::new(Vec::with_capacity(5 + secret_access_key.len()));
    secret.extend_from_slice(b"AWS4A");
    secret.extend_from_slice(secret_access_key.as_bytes());
    (1..=u8::MAX - 1).find_map(|counter| {
        let mut message = Vec::with_capacity(64);
        message.extend_from_slice(&1_u32.to_be_bytes());
        message.extend_from_slice(b"AWS4-ECDSA-P256-SHA256\0");
        message.extend_from_slice(access_key_id.as_bytes());
        message.push(counter);
        message.extend_from_slice(&256_u32.to_be_bytes());
        let mut candidate = Zeroizing::new(hmac(&secret, &message));
        // Which candidates are passed over tells nothing about the one that is taken.
        (*candidate <= ORDER_LESS_TWO).then(|| {
            add_one(&mut candidate);
            candidate
        })
    })
}

/// Adds one to a big-endian number that is not the largest.
fn add_one(number: &mut Sha256Digest) {
    for byte in number.iter_mut().rev() {
        let (sum, carries) = byte.overflowing_add(1);
        *byte = sum;
        if !carries {
            return;
        }
    }
}

/// The order of P-256, less two, big-endian.
const ORDER_LESS_TWO: Sha256Digest = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// Seventy-two bytes of DER.
const SIGNATURE_HEX_MAX: usize = 144;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::digest::Hex;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

    /// Signs as a client does; the product never signs with this algorithm.
    pub(crate) fn sign(access_key_id: &str, secret: &str, message: &[u8]) -> String {
        let private = private_key(access_key_id, secret).unwrap();
        let public = PrivateKey::from_private_key(&ECDH_P256, &*private)
            .unwrap()
            .compute_public_key()
            .unwrap();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_ASN1_SIGNING,
            &*private,
            public.as_ref(),
        )
        .unwrap();
        let signature = pair.sign(&SystemRandom::new(), message).unwrap();
        signature
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    #[test]
    fn the_key_pair_is_the_one_aws_publishes() {
        let (id, secret) = (
            "AKISORANDOMAASORANDOM",
            "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom",
        );
        let private = private_key(id, secret).unwrap();
        assert_eq!(
            Hex::of(&private).as_str(),
            "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd"
        );
        let point = PrivateKey::from_private_key(&ECDH_P256, &*private)
            .unwrap()
            .compute_public_key()
            .unwrap();
        let expected = "0415d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb\
                        0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0";
        assert_eq!(point.as_ref(), parse_hex(expected).unwrap());
    }

    #[test]
    fn only_the_signed_message_verifies() {
        let key = AsymmetricKey::derive("AKID", "secret").unwrap();
        let signature = sign("AKID", "secret", b"message");
        assert!(key.verifies(b"message", &signature));
        assert!(!key.verifies(b"massage", &signature));
        assert!(
            !AsymmetricKey::derive("AKID", "other")
                .unwrap()
                .verifies(b"message", &signature)
        );
        for bad in ["", "00", "zz", &"0".repeat(146), &format!("{signature}00")] {
            assert!(!key.verifies(b"message", bad), "{bad}");
        }
    }

    #[test]
    fn one_is_added_with_carry() {
        let mut number = [0xff; 32];
        number[0] = 1;
        add_one(&mut number);
        let mut expected = [0; 32];
        expected[0] = 2;
        assert_eq!(number, expected);
    }
}
