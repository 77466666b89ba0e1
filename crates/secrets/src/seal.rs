//! Sealing at rest: AES-256-GCM under the active key of the ring, bound to the record that holds the value.
//!
//! Nonces are 96 random bits. With q messages under one key the chance that two share a nonce is about q²/2^97; NIST
//! SP 800-38D allows q = 2^32 for this construction, which at one sealed value a second takes 136 years. Session tokens are far more
//! frequent and have a key of their own, so their number does not count here; they reach 2^32 under one key only at
//! 1,600 tokens a second for the 30 days after which a ring is rotated. A nonce derived from the message would forbid sealing the
//! same value twice unnoticed, and a key derived for each message would double the cost of opening a token; neither is
//! needed at these numbers.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::aead::{NONCE_BYTES, TAG_BYTES};
use crate::{Entropy, KeyRing, Secret, entropy};

/// Seals `plaintext` for the record stored under `record_key`; it opens for that record only.
#[must_use]
pub fn seal(
    ring: &KeyRing,
    record_key: &[u8],
    plaintext: &[u8],
    now: i64,
    entropy: &dyn Entropy,
) -> Sealed {
    let key = ring.active(now);
    let header = header(key.id);
    let nonce: [u8; NONCE_BYTES] = entropy::bytes(entropy);

    // Sized so that it never moves, which would leave a copy behind; afterwards only ciphertext is in it.
    let mut message = Vec::with_capacity(plaintext.len() + TAG_BYTES);
    message.extend_from_slice(plaintext);
    key.derived
        .sealing
        .seal(nonce, &associated_data(&header, record_key), &mut message);
    Sealed::from_bytes([header.as_slice(), &nonce, &message].concat())
}

/// Opens what [`seal`] made for the same record.
///
/// # Errors
/// [`OpenError`]; a value changed, moved to another record or sealed by another installation never opens.
pub fn open(
    ring: &KeyRing,
    record_key: &[u8],
    sealed: &Sealed,
) -> Result<Secret<Vec<u8>>, OpenError> {
    let (header, rest) = sealed
        .0
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or(OpenError::Malformed)?;
    let (nonce, ciphertext) = rest
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(OpenError::Malformed)?;
    let id = sealed.key_id().ok_or(OpenError::Malformed)?;
    let key = ring.key(id).ok_or(OpenError::UnknownKey(id))?;
    let mut message = Zeroizing::new(ciphertext.to_vec());
    let plaintext = key
        .derived
        .sealing
        .open(*nonce, &associated_data(header, record_key), &mut message)
        .ok_or(OpenError::Forged)?;
    Ok(Secret::new(plaintext.to_vec()))
}

/// A sealed value: safe to store and to show, and cheap to clone. As JSON it is base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(Arc<[u8]>);

impl Sealed {
    /// Takes bytes that [`Sealed::as_bytes`] gave; whether they are genuine shows when they are opened.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The ring key it was sealed under, so that it can be sealed anew before that key is forgotten.
    #[must_use]
    pub fn key_id(&self) -> Option<u32> {
        match self.0.split_first_chunk::<HEADER_BYTES>()?.0 {
            [VERSION, id @ ..] => Some(u32::from_be_bytes(*id)),
            _ => None,
        }
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(de::Error::custom)?;
        Ok(Self::from_bytes(bytes))
    }
}

/// Why a sealed value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a sealed value of a version this release knows.
    #[error("not a sealed value")]
    Malformed,
    /// Its key is not in the ring.
    #[error("sealed under key {0}, which is not in the key ring")]
    UnknownKey(u32),
    /// Changed, or made for another record.
    #[error("the sealed value was changed or belongs to another record")]
    Forged,
}

fn header(key_id: u32) -> [u8; HEADER_BYTES] {
    let [a, b, c, d] = key_id.to_be_bytes();
    [VERSION, a, b, c, d]
}

/// The header has a fixed length, so no other pair of header and record key gives the same bytes.
fn associated_data(header: &[u8; HEADER_BYTES], record_key: &[u8]) -> Vec<u8> {
    [header.as_slice(), record_key].concat()
}

const VERSION: u8 = 1;
/// Version and key id.
const HEADER_BYTES: usize = 1 + 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::tests::Seeded;

    proptest! {
        #[test]
        fn what_is_sealed_opens_for_its_record_only(
            value in prop::collection::vec(any::<u8>(), 0..200), record: Vec<u8>, other: Vec<u8>, seed: u64,
        ) {
            let entropy = Seeded::new(seed);
            let ring = KeyRing::generate(0, &entropy);
            let sealed = seal(&ring, &record, &value, 0, &entropy);
            prop_assert!(open(&ring, &record, &sealed).unwrap().matches(&value));
            if other != record {
                prop_assert_eq!(open(&ring, &other, &sealed), Err(OpenError::Forged));
            }
        }
    }

    #[test]
    fn no_changed_byte_and_no_prefix_opens() {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(0, &entropy);
        let sealed = seal(&ring, b"record", b"value", 0, &entropy);
        for index in 0..sealed.0.len() {
            let mut changed = sealed.as_bytes().to_vec();
            changed[index] ^= 0x10;
            let changed = Sealed::from_bytes(changed);
            assert!(open(&ring, b"record", &changed).is_err(), "byte {index}");
            let prefix = Sealed::from_bytes(sealed.0[..index].to_vec());
            assert!(open(&ring, b"record", &prefix).is_err(), "prefix {index}");
        }
    }

    #[test]
    fn a_value_outlives_its_key_until_the_key_is_forgotten() {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(0, &entropy);
        let sealed = seal(&ring, b"record", b"value", 0, &entropy);
        assert_eq!(sealed.key_id(), Some(1));
        let ring = ring.rotate(0, &entropy).unwrap();
        let far = i64::MAX;
        assert_eq!(
            seal(&ring, b"record", b"value", far, &entropy).key_id(),
            Some(2)
        );
        assert_eq!(open(&ring, b"record", &sealed).unwrap().expose(), b"value");
        let ring = ring.forget(1, far).unwrap();
        assert_eq!(
            open(&ring, b"record", &sealed),
            Err(OpenError::UnknownKey(1))
        );
    }

    #[test]
    fn json_carries_it() {
        let sealed = Sealed::from_bytes(vec![1, 0, 0, 0, 1, 255]);
        let json = serde_json::to_string(&sealed).unwrap();
        assert_eq!(json, r#""AQAAAAH/""#);
        assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed);
    }
}
