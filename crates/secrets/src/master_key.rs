//! The master key: the 32 bytes under which the key ring itself is sealed, kept outside the store.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::aead::{Aead, Root};
use crate::{Entropy, Secret};

/// The key that opens everything else. Where it is kept is the binary's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKey(Secret<[u8; 32]>);

impl MasterKey {
    /// A fresh key.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut());
        Self(Secret::new(*key))
    }

    /// Reads a key from text: 64 hexadecimal digits or the base64 of 32 bytes; blanks around it do not count.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`] when it is neither, [`MasterKeyError::Weak`] when all its bytes are the same, which is
    /// a placeholder that somebody meant to replace.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim();
        let key = from_hex(text)
            .or_else(|| from_base64(text))
            .ok_or(MasterKeyError::Malformed)?;
        let [first, rest @ ..] = &*key;
        if rest.iter().all(|byte| byte == first) {
            return Err(MasterKeyError::Weak);
        }
        Ok(Self(Secret::new(*key)))
    }

    /// The key as base64, the form in which it is written to its file.
    #[must_use]
    pub fn to_base64(&self) -> Secret<String> {
        Secret::new(STANDARD.encode(self.0.expose()))
    }

    /// What may be shown of the key, so that an operator can tell two of them apart.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.root().bytes(b"master key fingerprint"))
    }

    /// The key that seals key rings.
    pub(crate) fn ring_sealing_key(&self) -> Aead {
        self.root().aead(b"key ring sealing")
    }

    fn root(&self) -> Root {
        Root::new(self.0.expose())
    }
}

impl FromStr for MasterKey {
    type Err = MasterKeyError;

    fn from_str(text: &str) -> Result<Self, MasterKeyError> {
        Self::parse(text)
    }
}

/// Names a master key without betraying it: eight bytes of an HMAC under it, printed as hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub(crate) [u8; 8]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

/// Why text is not a master key. The text itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// Neither hexadecimal nor base64 of 32 bytes.
    #[error("a master key is 32 bytes, written as 64 hexadecimal digits or as base64")]
    Malformed,
    /// All bytes are equal.
    #[error("this master key is a placeholder: all its bytes are the same; use 32 random bytes")]
    Weak,
}

fn from_hex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut key = Zeroizing::new([0; 32]);
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(value).ok()?;
        }
    }
    Some(key)
}

fn from_base64(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|alphabet| {
            let decoded = Zeroizing::new(alphabet.decode(text).ok()?);
            Some(Zeroizing::new(decoded.as_slice().try_into().ok()?))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    #[test]
    fn hexadecimal_and_base64_spell_the_same_key() {
        let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eFF";
        let key = MasterKey::parse(hex).unwrap();
        assert_eq!(
            key.to_base64().expose(),
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8="
        );
        for same in [
            "  AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=\n",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=",
        ] {
            assert_eq!(MasterKey::parse(same), Ok(key.clone()), "{same}");
        }
        let generated = MasterKey::generate(&Seeded::new(1));
        assert_eq!(
            generated.to_base64().expose().parse(),
            Ok(generated.clone())
        );
        assert_ne!(generated.fingerprint(), key.fingerprint());
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        let zeros = "0".repeat(64);
        for (text, error) in [
            ("", MasterKeyError::Malformed),
            ("secret", MasterKeyError::Malformed),
            (&zeros[2..], MasterKeyError::Malformed),
            (
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
                MasterKeyError::Malformed,
            ),
            (&zeros, MasterKeyError::Weak),
            (
                "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
                MasterKeyError::Weak,
            ),
        ] {
            assert_eq!(MasterKey::parse(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(
            format!("{:?}", MasterKey::generate(&Seeded::new(1))),
            "MasterKey(Secret(…))"
        );
    }
}
