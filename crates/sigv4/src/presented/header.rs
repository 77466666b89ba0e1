//! Reads the `Authorization` header.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html>

use super::payload::Payload;
use super::said::Said;
use super::signed_headers::SignedHeaders;
use super::{Algorithm, Mechanism, Presented, SignedDate};
use crate::canonical::Dialect;
use crate::credential::Credential;
use crate::error::{SignatureError, query as query_errors, s3 as s3_errors};
use crate::request::{RequestHead, text};
use crate::split;
use crate::timestamp::{BasicText, Timestamp};
use http::HeaderValue;
use std::borrow::Cow;

/// Never `None`: it gives what [`Presented::parse`] gives, so that the large value is written once, in its place.
pub(super) fn parse<'a>(
    head: RequestHead<'a>,
    dialect: Dialect,
    said: &Said<'a>,
    header: &'a HeaderValue,
) -> Result<Option<Presented<'a>>, SignatureError> {
    let Some(text) = text(header) else {
        let text = String::from_utf8_lossy(header.as_bytes());
        return Err(match dialect {
            Dialect::Query => query_errors::missing_equal_sign(&text),
            Dialect::S3 => s3_errors::unsupported_authorization_type(&text),
        });
    };
    match dialect {
        Dialect::Query => parse_query_dialect(head, said, text.trim_ascii()),
        Dialect::S3 => parse_s3(head, said, text.trim_ascii()),
    }
}

/// The three attributes of the header.
#[derive(Default)]
struct Attributes<'a> {
    credential: Option<&'a str>,
    signed_headers: Option<&'a str>,
    signature: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    /// Takes one attribute; false if its name is unknown or was there before.
    fn take(&mut self, name: &str, value: &'a str) -> bool {
        let place = match name {
            "Credential" => &mut self.credential,
            "SignedHeaders" => &mut self.signed_headers,
            "Signature" => &mut self.signature,
            _ => return false,
        };
        place.replace(value).is_none()
    }
}

/// The algorithm and the attributes of a header as every SDK writes it: in this order, with these separators and nothing
/// else that separates. Both dialects read such a header alike, so it is read at once and not piece by piece.
fn usual(text: &str) -> Option<(Algorithm, Attributes<'_>)> {
    let rest = text.strip_prefix(USUAL_START)?;
    let (credential, rest) = split::once(rest, b',')?;
    let rest = rest.strip_prefix(" SignedHeaders=")?;
    let (rest, signature) = rest.split_at_checked(rest.len().checked_sub(SIGNATURE_DIGITS)?)?;
    let signed_headers = rest.strip_suffix(", Signature=")?;
    // Comma, blank and tab are below or at the comma, and so is nothing that a usual value holds.
    let is_whole = |value: &str| {
        let so_far = |so_far: bool, byte: u8| so_far & (byte > b',');
        value.bytes().fold(true, so_far)
    };
    (is_whole(credential) && is_whole(signed_headers) && is_whole(signature)).then(|| {
        let attributes = Attributes {
            credential: Some(credential),
            signed_headers: Some(signed_headers),
            signature: Some(signature),
        };
        (Algorithm::HmacSha256, attributes)
    })
}

/// Query services split the header at commas and blanks alike, complain about the first piece that
/// is no pair, and then name everything that is missing at once.
fn parse_query_dialect<'a>(
    head: RequestHead<'a>,
    said: &Said<'a>,
    text: &'a str,
) -> Result<Option<Presented<'a>>, SignatureError> {
    if text.is_empty() {
        return Err(query_errors::empty_header());
    }
    let mut unexpected = None;
    let (algorithm, attributes) = match usual(text) {
        Some((algorithm, attributes)) => (Ok(algorithm), attributes),
        None => pieces_of_query_dialect(text, &mut unexpected)?,
    };
    let sent_date = sent_date(said);
    let (Some(credential), Some(signature), Some(signed_headers), Some(sent_date)) = (
        attributes.credential,
        attributes.signature,
        attributes.signed_headers,
        sent_date,
    ) else {
        let missing: Vec<&str> = [
            ("Credential", attributes.credential),
            ("Signature", attributes.signature),
            ("SignedHeaders", attributes.signed_headers),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_none().then_some(name))
        .collect();
        return Err(query_errors::missing_header_parameters(
            &missing,
            sent_date.is_some(),
            text,
        ));
    };
    if let Some(name) = unexpected {
        return Err(query_errors::unexpected_header_parameter(name, text));
    }
    let algorithm = algorithm.map_err(query_errors::unsupported_algorithm)?;
    let credential = super::query::general_credential(credential.into(), algorithm)?;
    let signed_headers = SignedHeaders::parse(signed_headers.into());
    let date = read_date(&sent_date).ok_or_else(|| {
        query_errors::malformed_date(&String::from_utf8_lossy(sent_date.value.as_bytes()))
    })?;
    super::query::require_signed_host(&signed_headers)?;
    Ok(Some(Presented {
        head,
        dialect: Dialect::Query,
        mechanism: Mechanism::Header,
        algorithm,
        credential,
        signed_headers,
        signature: signature.into(),
        date,
        token: said.token(),
        payload: Payload::BODY,
        expires: None,
        region_set: region_set(&head, algorithm),
    }))
}

/// What is wrong with the attributes comes before an unknown algorithm, whose name is given back, and the first
/// attribute that has no place here is put into `unexpected`.
fn pieces_of_query_dialect<'a>(
    text: &'a str,
    unexpected: &mut Option<&'a str>,
) -> Result<(Result<Algorithm, &'a str>, Attributes<'a>), SignatureError> {
    let (scheme, rest) = split::once(text, b' ').unwrap_or((text, ""));
    let mut attributes = Attributes::default();
    let parts = split::all(rest, b',').flat_map(|part| split::all(part, b' '));
    for part in parts.filter(|part| !part.is_empty()) {
        let (name, value) =
            split::once(part, b'=').ok_or_else(|| query_errors::missing_equal_sign(text))?;
        if !attributes.take(name, value) {
            unexpected.get_or_insert(name);
        }
    }
    Ok((Algorithm::parse(scheme).ok_or(scheme), attributes))
}

/// S3 splits the header at commas only, and knows the scheme before it looks further.
fn parse_s3<'a>(
    head: RequestHead<'a>,
    said: &Said<'a>,
    text: &'a str,
) -> Result<Option<Presented<'a>>, SignatureError> {
    let (algorithm, attributes) = match usual(text) {
        Some(read) => read,
        None => pieces_of_s3(text)?,
    };
    let present = |value: Option<&'a str>| value.filter(|text| !text.is_empty());
    let (Some(credential), Some(signed_headers), Some(signature)) = (
        attributes.credential,
        present(attributes.signed_headers),
        present(attributes.signature),
    ) else {
        return Err(s3_errors::missing_components());
    };
    let credential = Credential::parse(credential.into(), algorithm)
        .ok_or_else(|| s3_errors::CredentialFault::Unreadable.into_error(Mechanism::Header))?;
    let signed_headers = SignedHeaders::parse(signed_headers.into());
    let date = sent_date(said)
        .and_then(|sent| read_date(&sent))
        .ok_or_else(s3_errors::date_required)?;
    let payload = Payload::of_s3(&head, said, Mechanism::Header, algorithm, &signed_headers)?;
    Ok(Some(Presented {
        head,
        dialect: Dialect::S3,
        mechanism: Mechanism::Header,
        algorithm,
        credential,
        signed_headers,
        signature: signature.into(),
        date,
        token: said.token(),
        payload,
        expires: None,
        region_set: region_set(&head, algorithm),
    }))
}

fn pieces_of_s3(text: &str) -> Result<(Algorithm, Attributes<'_>), SignatureError> {
    let (scheme, rest) = split::once(text, b' ').unwrap_or((text, ""));
    if scheme == "AWS" {
        return Err(s3_errors::signature_version_2());
    }
    let algorithm =
        Algorithm::parse(scheme).ok_or_else(|| s3_errors::unsupported_authorization_type(text))?;
    let mut attributes = Attributes::default();
    for component in split::all(rest, b',').map(str::trim_ascii) {
        if component.is_empty() && rest.trim_ascii().is_empty() {
            break;
        }
        // Of all white space, only these two can stand in a header value.
        let is_taken = memchr::memchr2(b' ', b'\t', component.as_bytes()).is_none()
            && split::once(component, b'=')
                .is_some_and(|(name, value)| attributes.take(name, value));
        if !is_taken {
            return Err(s3_errors::malformed_component(component));
        }
    }
    Ok((algorithm, attributes))
}

/// The header that dates a request.
#[derive(Clone, Copy)]
struct SentDate<'a> {
    value: &'a HeaderValue,
    is_amz: bool,
}

/// `X-Amz-Date` wins over `Date`, also where they disagree.
fn sent_date<'a>(said: &Said<'a>) -> Option<SentDate<'a>> {
    let is_amz = said.amz_date.first.is_some();
    let value = said.amz_date.first.or(said.date.first)?;
    Some(SentDate { value, is_amz })
}

/// `Date` may be written as HTTP does; `X-Amz-Date` only in ISO 8601's basic format.
fn read_date<'a>(sent: &SentDate<'a>) -> Option<SignedDate<'a>> {
    let text = text(sent.value)?;
    let (at, basic) = match BasicText::parse(text) {
        Some(read) => read,
        None if sent.is_amz => return None,
        None => {
            let at = Timestamp::parse_http(text)?;
            (at, at.basic())
        }
    };
    Some(SignedDate {
        at,
        basic,
        sent: text.into(),
    })
}

/// Only asymmetric signatures have one.
fn region_set<'a>(head: &RequestHead<'a>, algorithm: Algorithm) -> Option<Cow<'a, str>> {
    match algorithm {
        Algorithm::HmacSha256 => None,
        Algorithm::EcdsaP256Sha256 => head.header("x-amz-region-set").map(Cow::Borrowed),
    }
}

const USUAL_START: &str = "AWS4-HMAC-SHA256 Credential=";
/// The hexadecimal digits of an HMAC-SHA256.
const SIGNATURE_DIGITS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attributes<'a>(read: &Attributes<'a>) -> [Option<&'a str>; 3] {
        [read.credential, read.signed_headers, read.signature]
    }

    proptest! {
        #[test]
        fn the_usual_form_says_what_its_pieces_say(
            separators in prop::array::uniform2(prop::sample::select(vec![", ", ", ", ",", ",\t"])),
            values in prop::array::uniform2("[a-z/;=]{0,6}[ ,]?[a-z]{0,2}"),
            signature in "[0-9a-f]{64}|[0-9a-f,= ]{64}|[0-9a-f]{63,65}",
        ) {
            let [first, second] = separators;
            let [credential, signed_headers] = values;
            let text = format!(
                "AWS4-HMAC-SHA256 Credential={credential}{first}SignedHeaders={signed_headers}{second}Signature={signature}"
            );
            let Some((algorithm, usual)) = usual(&text) else {
                return Ok(());
            };
            let mut unexpected = None;
            let (of_query, pieces) = pieces_of_query_dialect(&text, &mut unexpected).unwrap();
            prop_assert_eq!(unexpected, None);
            prop_assert_eq!((of_query, attributes(&pieces)), (Ok(algorithm), attributes(&usual)));
            let (of_s3, pieces) = pieces_of_s3(&text).unwrap();
            prop_assert_eq!((of_s3, attributes(&pieces)), (algorithm, attributes(&usual)));
        }
    }

    /// Whole, and with any one byte of it missing: what is still usual says what its pieces say.
    #[test]
    fn what_sdks_write_is_usual() {
        let (credential, names) = (
            "AKID/20150830/us-east-1/iam/aws4_request",
            "host;x-amz-date",
        );
        let signature = "0123456789abcdef".repeat(4);
        let text = format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
        );
        let (algorithm, read) = usual(&text).unwrap();
        assert_eq!(algorithm, Algorithm::HmacSha256);
        let expected = [credential, names, &signature].map(Some);
        assert_eq!(attributes(&read), expected);
        for missing in 0..text.len() {
            let text = format!("{}{}", &text[..missing], &text[missing + 1..]);
            let Some((_, read)) = usual(&text) else {
                continue;
            };
            let (_, pieces) = pieces_of_s3(&text).unwrap();
            assert_eq!(attributes(&read), attributes(&pieces), "{text}");
            let (_, pieces) = pieces_of_query_dialect(&text, &mut None).unwrap();
            assert_eq!(attributes(&read), attributes(&pieces), "{text}");
        }
    }
}
