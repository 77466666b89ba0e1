//! Percent-encoding of forms and of the policy documents in responses.
//! <https://www.rfc-editor.org/rfc/rfc3986#section-2>

use std::borrow::Cow;
use std::fmt::Write as _;

use super::FormError;

/// Encodes all but the unreserved characters of RFC 3986, as AWS encodes the policy documents that it returns.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Decodes one name or value of a form, in which `+` is a blank.
pub(super) fn decode_form(text: &str) -> Result<Cow<'_, str>, FormError> {
    if memchr::memchr2(b'%', b'+', text.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let high = bytes
                    .next()
                    .and_then(hex)
                    .ok_or(FormError::PercentEncoding)?;
                let low = bytes
                    .next()
                    .and_then(hex)
                    .ok_or(FormError::PercentEncoding)?;
                out.push((high << 4) | low);
            }
            byte => out.push(byte),
        }
    }
    String::from_utf8(out)
        .map(Cow::Owned)
        .map_err(|_| FormError::Utf8)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_is_not_percent_encoding() {
        for (text, expected) in [
            ("a+b", Ok("a b")),
            ("%2B1", Ok("+1")),
            ("%c3%A9", Ok("é")),
            ("%", Err(FormError::PercentEncoding)),
            ("%2", Err(FormError::PercentEncoding)),
            ("%zz", Err(FormError::PercentEncoding)),
            ("%é", Err(FormError::PercentEncoding)),
            ("%ff", Err(FormError::Utf8)),
            ("%c3", Err(FormError::Utf8)),
            ("%ed%a0%80", Err(FormError::Utf8)),
            ("%c0%80", Err(FormError::Utf8)),
        ] {
            assert_eq!(
                decode_form(text).as_deref(),
                expected.as_ref().copied(),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            let encoded = percent_encode(&text);
            prop_assert_eq!(decode_form(&encoded).unwrap(), text);
        }
    }
}
