//! Base32 of whole ids: `A–Z2–7`, five bits a character, held as one number.
//! <https://datatracker.ietf.org/doc/html/rfc4648#section-6>

/// The low `5 * N` bits of `number` as `N` characters, most significant first.
pub(crate) fn encode<const N: usize>(number: u128) -> [u8; N] {
    let mut text = [b'A'; N];
    let mut rest = number;
    for character in text.iter_mut().rev() {
        // Five bits never exceed the 32 letters, so the fallback is never taken.
        let digit = usize::from(rest.to_le_bytes()[0] & 31);
        *character = ALPHABET.get(digit).copied().unwrap_or(b'A');
        rest >>= 5;
    }
    text
}

/// The number that `text` spells; `None` for a foreign character or more than 25 of them, which would not fit.
pub(crate) fn decode(text: &[u8]) -> Option<u128> {
    if text.len() > 25 {
        return None;
    }
    text.iter().try_fold(0, |number: u128, character| {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'2'..=b'7' => character - b'2' + 26,
            _ => return None,
        };
        Some(number << 5 | u128::from(digit))
    })
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_text_round_trip() {
        assert_eq!(&encode::<2>(0b11111_00000), b"7A");
        assert_eq!(
            decode(b"QNZGKIQY56JQ7WML").map(encode::<16>),
            Some(*b"QNZGKIQY56JQ7WML")
        );
        for bad in ["a", "1", "0", "8", "=", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(decode(bad.as_bytes()), None, "{bad}");
        }
    }
}
