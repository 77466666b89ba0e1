//! AES-256-GCM under keys derived by HKDF-SHA-256, one label a purpose, so that no key ever stands for another.
//! <https://datatracker.ietf.org/doc/html/rfc5869>, <https://csrc.nist.gov/pubs/sp/800/38/d/final>

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};

/// Bytes of a nonce.
pub(crate) const NONCE_BYTES: usize = 12;
/// Bytes that authentication adds to a message.
pub(crate) const TAG_BYTES: usize = 16;

/// The root from which the keys of several purposes are expanded.
pub(crate) struct Root(hkdf::Prk);

impl Root {
    /// Extracts a root from 32 uniformly random bytes.
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        Self(hkdf::Salt::new(hkdf::HKDF_SHA256, b"symbolon").extract(secret))
    }

    /// The encryption key of the purpose that `label` names.
    pub(crate) fn aead(&self, label: &[u8]) -> Aead {
        Aead(LessSafeKey::new(UnboundKey::from(
            self.expand(&[label], &AES_256_GCM),
        )))
    }

    /// The HMAC-SHA-256 key of the purpose that `label` names.
    pub(crate) fn hmac(&self, label: &[u8]) -> hmac::Key {
        hmac::Key::from(self.expand(&[label], hkdf::HKDF_SHA256.hmac_algorithm()))
    }

    /// `N` bytes, at most 32, for the purpose that `label` names.
    pub(crate) fn bytes<const N: usize>(&self, label: &[u8]) -> [u8; N] {
        let tag = hmac::sign(&self.hmac(label), &[]);
        let mut bytes = [0; N];
        bytes
            .iter_mut()
            .zip(tag.as_ref())
            .for_each(|(to, from)| *to = *from);
        bytes
    }

    #[expect(
        clippy::expect_used,
        reason = "HKDF refuses only outputs above 8160 bytes, and these are 32"
    )]
    fn expand<'a, L: hkdf::KeyType>(
        &'a self,
        label: &'a [&'a [u8]],
        length: L,
    ) -> hkdf::Okm<'a, L> {
        self.0.expand(label, length).expect("32 bytes are expanded")
    }
}

/// One AES-256-GCM key with its schedule expanded.
pub(crate) struct Aead(LessSafeKey);

impl Aead {
    /// Encrypts `message` in place and appends the tag. A nonce is never used twice under one key.
    #[expect(
        clippy::expect_used,
        reason = "AES-256-GCM refuses only messages above 64 GiB"
    )]
    pub(crate) fn seal(&self, nonce: [u8; NONCE_BYTES], aad: &[u8], message: &mut Vec<u8>) {
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), message)
            .expect("the message is short");
    }

    /// Decrypts `message` in place; `None` when it was not sealed by this key with this nonce and associated data.
    pub(crate) fn open<'m>(
        &self,
        nonce: [u8; NONCE_BYTES],
        aad: &[u8],
        message: &'m mut [u8],
    ) -> Option<&'m mut [u8]> {
        self.0
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), message)
            .ok()
    }
}
