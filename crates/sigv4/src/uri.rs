//! Percent-encoding the way signatures see it: unreserved characters stand, all else is `%XX`.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::borrow::Cow;

/// Writes the canonical form of a path as general services sign it: the path as sent, with empty,
/// `.` and `..` segments resolved, and then encoded once more (so that `%20` becomes `%2520`).
pub(crate) fn write_normalised_path(out: &mut Vec<u8>, path: &str) {
    let start = out.len();
    let mut ends_in_directory = true;
    for segment in path.as_bytes().split(|byte| *byte == b'/') {
        ends_in_directory = matches!(segment, b"" | b"." | b"..");
        match segment {
            b"" | b"." => {}
            b".." => {
                // Encoded segments hold no slash, so the last one begins the last segment.
                let kept = out.iter().skip(start).rposition(|byte| *byte == b'/');
                out.truncate(start + kept.unwrap_or(0));
            }
            _ => {
                out.push(b'/');
                write_encoded(out, segment.iter().copied());
            }
        }
    }
    if ends_in_directory || out.len() == start {
        out.push(b'/');
    }
}

/// Writes the canonical form of a path as S3 signs it: decoded and encoded once, nothing resolved,
/// because `a//b` and `a/../b` are names of objects.
pub(crate) fn write_object_path(out: &mut Vec<u8>, path: &str) {
    if path.is_empty() {
        out.push(b'/');
        return;
    }
    let is_plain =
        path.starts_with('/') && path.bytes().all(|byte| byte == b'/' || is_unreserved(byte));
    if is_plain {
        out.extend_from_slice(path.as_bytes());
        return;
    }
    let mut first = true;
    for byte in Decoded::path(path) {
        if first && byte != b'/' {
            out.push(b'/');
        }
        first = false;
        if byte == b'/' {
            out.push(b'/');
        } else {
            write_encoded_byte(out, byte);
        }
    }
}

/// Writes one name or value of a query string in canonical form: decoded, then encoded.
pub(crate) fn write_query_component(out: &mut Vec<u8>, raw: &[u8]) {
    if raw.iter().all(|byte| is_unreserved(*byte)) {
        out.extend_from_slice(raw);
    } else {
        write_encoded(out, Decoded::query(raw));
    }
}

/// Writes text as it must stand in a query string.
pub(crate) fn write_encoded(out: &mut Vec<u8>, bytes: impl Iterator<Item = u8>) {
    for byte in bytes {
        write_encoded_byte(out, byte);
    }
}

/// The names and values of a raw query string, still encoded, in the order they were sent.
/// Empty pieces (`a=1&&b=2`) are no parameters.
pub(crate) fn query_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// True if the encoded `raw` stands for `plain`.
pub(crate) fn is_named(raw: &str, plain: &str) -> bool {
    raw == plain || (raw.contains('%') && Decoded::query(raw.as_bytes()).eq(plain.bytes()))
}

/// The text an encoded value of a query string stands for. Bytes that are not UTF-8 become
/// replacement characters: no key, date or signature holds any, so such a value merely fails.
pub(crate) fn decode_query_value(raw: &str) -> Cow<'_, str> {
    if raw.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        let decoded: Vec<u8> = Decoded::query(raw.as_bytes()).collect();
        Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
    } else {
        Cow::Borrowed(raw)
    }
}

/// The bytes an encoded text stands for. A percent sign that no two hex digits follow is itself.
struct Decoded<'a> {
    rest: &'a [u8],
    plus_is_space: bool,
}

impl<'a> Decoded<'a> {
    fn path(raw: &'a str) -> Self {
        Self {
            rest: raw.as_bytes(),
            plus_is_space: false,
        }
    }

    /// In a query string `+` is a blank, as every reader of forms has it. Were it a plus sign here,
    /// `%2B` could be changed into `+` under a valid signature, and the service would read a blank.
    fn query(raw: &'a [u8]) -> Self {
        Self {
            rest: raw,
            plus_is_space: true,
        }
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let [b'%', high, low, tail @ ..] = self.rest
            && let (Some(high), Some(low)) = (hex_value(*high), hex_value(*low))
        {
            self.rest = tail;
            return Some(high << 4 | low);
        }
        let (byte, tail) = self.rest.split_first()?;
        self.rest = tail;
        Some(if *byte == b'+' && self.plus_is_space {
            b' '
        } else {
            *byte
        })
    }
}

fn write_encoded_byte(out: &mut Vec<u8>, byte: u8) {
    if is_unreserved(byte) {
        out.push(byte);
    } else {
        out.extend_from_slice(&[b'%', upper_hex(byte >> 4), upper_hex(byte & 15)]);
    }
}

fn is_unreserved(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~')
}

fn upper_hex(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' + (nibble - 10),
    }
}

/// The value of one hexadecimal digit of either case.
pub(crate) fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = b"before".to_vec();
        write(&mut out);
        String::from_utf8(out)
            .unwrap()
            .strip_prefix("before")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn general_services_resolve_the_path_and_encode_it_again() {
        for (path, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/./", "/"),
            ("/example/..", "/"),
            ("/../../x", "/x"),
            ("/a/b/../../c/", "/c/"),
            ("/./example", "/example"),
            ("//example//", "/example/"),
            ("/a/.", "/a/"),
            ("/a/b/..", "/a/"),
            ("/example space/", "/example%20space/"),
            ("/a%20b", "/a%2520b"),
            ("/\u{1234}", "/%E1%88%B4"),
            ("/-._~09AZaz", "/-._~09AZaz"),
        ] {
            assert_eq!(
                written(|out| write_normalised_path(out, path)),
                canonical,
                "{path}"
            );
        }
    }

    #[test]
    fn s3_keeps_the_path_and_encodes_it_once() {
        for (path, canonical) in [
            ("", "/"),
            ("/b//k/./..", "/b//k/./.."),
            ("/b/a%20b", "/b/a%20b"),
            ("/b/a b+c", "/b/a%20b%2Bc"),
            ("/b/%e1%88%b4", "/b/%E1%88%B4"),
            ("/b/x%2Fy", "/b/x/y"),
            ("/b/100%", "/b/100%25"),
            ("/b/%zz", "/b/%25zz"),
        ] {
            assert_eq!(
                written(|out| write_object_path(out, path)),
                canonical,
                "{path}"
            );
        }
    }

    #[test]
    fn query_components_are_decoded_then_encoded() {
        for (raw, canonical) in [
            ("plain", "plain"),
            ("a%2fb", "a%2Fb"),
            ("a/b", "a%2Fb"),
            ("a+b", "a%20b"),
            ("a%2Bb", "a%2Bb"),
            ("%", "%25"),
            ("%4", "%254"),
        ] {
            assert_eq!(
                written(|out| write_query_component(out, raw.as_bytes())),
                canonical,
                "{raw}"
            );
        }
        assert!(is_named("X%2DAmz-Date", "X-Amz-Date"));
        assert!(!is_named("x-amz-date", "X-Amz-Date"));
        assert_eq!(decode_query_value("AKID%2F2015"), "AKID/2015");
    }
}
