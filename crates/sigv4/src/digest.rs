//! SHA-256 digests and their lower-case hexadecimal text.

use crate::uri::hex_value;
use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub type Sha256Digest = [u8; 32];

/// The SHA-256 digest of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256Digest {
    Sha256::digest(bytes).into()
}

/// The SHA-256 digest of nothing, in hexadecimal.
pub(crate) const EMPTY_SHA256: &str =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Sixty-four lower-case hexadecimal digits: a digest or an HMAC as it is sent.
#[derive(Clone, Copy)]
pub(crate) struct Hex([u8; 64]);

impl Hex {
    pub(crate) fn of(digest: &Sha256Digest) -> Self {
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
            pair.copy_from_slice(&[lower_hex(byte >> 4), lower_hex(byte & 15)]);
        }
        Self(text)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads sixty-four hexadecimal digits of either case.
pub(crate) fn parse_digest(text: &str) -> Option<Sha256Digest> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    // Two loops without branches, for so the compiler works on many digits at once.
    let is_hex = text
        .bytes()
        .fold(true, |so_far, byte| so_far & byte.is_ascii_hexdigit());
    let value = |digit: u8| (digit & 15) + 9 * (digit >> 6);
    let mut digest = [0; 32];
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        *byte = (value(*high) << 4) | value(*low);
    }
    is_hex.then_some(digest)
}

/// Reads an even number of hexadecimal digits.
pub(crate) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(hex_value(*high)? << 4 | hex_value(*low)?))
        .collect()
}

/// Bytes as S3 lists them in its errors: `41 57 53`.
pub(crate) fn spaced_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push(char::from(lower_hex(byte >> 4)));
        text.push(char::from(lower_hex(byte & 15)));
    }
    text
}

fn lower_hex(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'a' + (nibble - 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_digit_is_a_hexadecimal_digit_and_nothing_else() {
        for byte in 0..=0x7f_u8 {
            let text = format!("{}{}", char::from(byte), "0".repeat(63));
            let first = parse_digest(&text).map(|digest| digest[0] >> 4);
            assert_eq!(first, hex_value(byte), "{byte}");
        }
        assert_eq!(parse_digest(&"0".repeat(63)), None);
        assert_eq!(parse_digest(&"0".repeat(65)), None);
    }

    proptest! {
        #[test]
        fn digests_read_back(digest: Sha256Digest) {
            let text = Hex::of(&digest);
            prop_assert_eq!(parse_digest(text.as_str()), Some(digest));
            prop_assert_eq!(parse_digest(&text.as_str().to_uppercase()), Some(digest));
        }
    }
}
