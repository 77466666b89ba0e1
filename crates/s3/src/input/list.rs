//! Inputs of the listings.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;

use super::{BucketTarget, ObjectTarget};
use crate::error::S3Error;
use crate::route::{Query, Routed};
use crate::storage::After;

/// The condition keys of a listing: each present only when its parameter was sent, and as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListingKeys {
    /// `prefix`, the empty string included.
    pub prefix: Option<String>,
    /// `delimiter`.
    pub delimiter: Option<String>,
    /// `max-keys`.
    pub max_keys: Option<String>,
}

/// ListObjects.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListObjects {
    /// The bucket.
    pub target: BucketTarget,
    /// For the decision.
    pub keys: ListingKeys,
    /// `prefix`, empty when absent.
    pub prefix: String,
    /// `delimiter`; an empty one counts as none.
    pub delimiter: Option<String>,
    /// `marker`, empty when absent.
    pub marker: String,
    /// At most 1,000.
    pub max_keys: usize,
    /// `encoding-type=url`.
    pub url_encoded: bool,
}

/// ListObjectsV2.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListObjectsV2 {
    /// The bucket.
    pub target: BucketTarget,
    /// For the decision.
    pub keys: ListingKeys,
    /// `prefix`, empty when absent.
    pub prefix: String,
    /// `delimiter`; an empty one counts as none.
    pub delimiter: Option<String>,
    /// `start-after`.
    pub start_after: Option<String>,
    /// `continuation-token`, as sent, to be echoed.
    pub continuation_token: Option<String>,
    /// Where to go on, from the token or from `start-after`.
    pub after: Option<After>,
    /// At most 1,000.
    pub max_keys: usize,
    /// `fetch-owner=true`.
    pub fetch_owner: bool,
    /// `encoding-type=url`.
    pub url_encoded: bool,
}

/// ListMultipartUploads.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMultipartUploads {
    /// The bucket.
    pub target: BucketTarget,
    /// `prefix`, empty when absent.
    pub prefix: String,
    /// `delimiter`; an empty one counts as none.
    pub delimiter: Option<String>,
    /// `key-marker`, empty when absent.
    pub key_marker: String,
    /// `upload-id-marker`, empty when absent; means nothing without `key-marker`.
    pub upload_id_marker: String,
    /// At most 1,000.
    pub max_uploads: usize,
    /// `encoding-type=url`.
    pub url_encoded: bool,
}

/// ListParts.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListParts {
    /// The object to be.
    pub target: ObjectTarget,
    /// The upload.
    pub upload_id: String,
    /// `part-number-marker`, 0 when absent.
    pub part_number_marker: u32,
    /// At most 1,000.
    pub max_parts: usize,
}

impl ListObjects {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let query = &routed.query;
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            keys: ListingKeys::of(query),
            prefix: text(query, "prefix"),
            delimiter: delimiter(query),
            marker: text(query, "marker"),
            max_keys: page_size(query, "max-keys")?,
            url_encoded: url_encoded(query)?,
        })
    }

    /// Where to go on.
    #[must_use]
    pub fn after(&self) -> Option<After> {
        (!self.marker.is_empty())
            .then(|| After::marker(&self.marker, &self.prefix, self.delimiter.as_deref()))
    }
}

impl ListObjectsV2 {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let query = &routed.query;
        let prefix = text(query, "prefix");
        let delimiter = delimiter(query);
        let start_after = query.get("start-after").map(str::to_owned);
        let continuation_token = query.get("continuation-token");
        let after = match continuation_token {
            Some(token) => Some(decode_token(token)?),
            None => start_after
                .as_deref()
                .filter(|start| !start.is_empty())
                .map(|start| After::marker(start, &prefix, delimiter.as_deref())),
        };
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            keys: ListingKeys::of(query),
            continuation_token: continuation_token.map(str::to_owned),
            max_keys: page_size(query, "max-keys")?,
            fetch_owner: query
                .get("fetch-owner")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
            url_encoded: url_encoded(query)?,
            prefix,
            delimiter,
            start_after,
            after,
        })
    }
}

impl ListMultipartUploads {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let query = &routed.query;
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            prefix: text(query, "prefix"),
            delimiter: delimiter(query),
            key_marker: text(query, "key-marker"),
            upload_id_marker: text(query, "upload-id-marker"),
            max_uploads: page_size(query, "max-uploads")?,
            url_encoded: url_encoded(query)?,
        })
    }

    /// Where to go on.
    #[must_use]
    pub fn after(&self) -> Option<After> {
        match (self.key_marker.as_str(), self.upload_id_marker.as_str()) {
            ("", _) => None,
            (key, "") => Some(After::marker(key, &self.prefix, self.delimiter.as_deref())),
            (key, upload_id) => Some(After::Upload(key.to_owned(), upload_id.to_owned())),
        }
    }
}

impl ListParts {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let query = &routed.query;
        let marker = match query.get("part-number-marker") {
            None | Some("") => 0,
            Some(marker) => bounded(marker, "part-number-marker")?,
        };
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            upload_id: text(query, "uploadId"),
            part_number_marker: u32::try_from(marker).unwrap_or(u32::MAX),
            max_parts: page_size(query, "max-parts")?,
        })
    }
}

impl ListingKeys {
    fn of(query: &Query) -> Self {
        let owned = |name| query.get(name).map(str::to_owned);
        Self {
            prefix: owned("prefix"),
            delimiter: owned("delimiter"),
            max_keys: owned("max-keys"),
        }
    }
}

/// The token of a page's end: opaque to clients, and no secret, since every page is authorized anew.
#[must_use]
pub fn encode_token(after: &After) -> String {
    let (kind, text) = match after {
        After::Key(key) | After::Upload(key, _) => (KEY, key),
        After::Prefix(prefix) => (PREFIX, prefix),
    };
    URL_SAFE_NO_PAD.encode([&[kind], text.as_bytes()].concat())
}

fn decode_token(token: &str) -> Result<After, S3Error> {
    let decode = || {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (kind, text) = bytes.split_first()?;
        let text = std::str::from_utf8(text)
            .ok()
            .filter(|text| !text.is_empty())?
            .to_owned();
        match *kind {
            KEY => Some(After::Key(text)),
            PREFIX => Some(After::Prefix(text)),
            _ => None,
        }
    };
    decode().ok_or_else(|| {
        S3Error::invalid_argument(
            "The continuation token provided is incorrect",
            "continuation-token",
            token,
        )
    })
}

/// A number of things on a page: 1,000 when absent, capped there.
fn page_size(query: &Query, name: &'static str) -> Result<usize, S3Error> {
    match query.get(name) {
        None | Some("") => Ok(PAGE_MAX),
        Some(text) => Ok(bounded(text, name)?.min(PAGE_MAX)),
    }
}

/// An integer from 0 to 2,147,483,647, with the two refusals of AWS.
pub(super) fn bounded(text: &str, name: &'static str) -> Result<usize, S3Error> {
    match text.parse::<i32>() {
        Ok(number) => usize::try_from(number).map_err(|_| {
            S3Error::invalid_argument(
                format!(
                    "Argument {} must be an integer between 0 and 2147483647",
                    camel(name)
                ),
                &camel(name),
                text,
            )
        }),
        Err(_) => Err(S3Error::invalid_argument(
            format!("Provided {name} not an integer or within integer range"),
            name,
            text,
        )),
    }
}

/// `max-keys` as AWS's message has it: `maxKeys`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at_checked(1).unwrap_or((word, ""));
        text + &head.to_ascii_uppercase() + tail
    })
}

fn url_encoded(query: &Query) -> Result<bool, S3Error> {
    match query.get("encoding-type") {
        None | Some("") => Ok(false),
        Some("url") => Ok(true),
        Some(other) => Err(S3Error::invalid_argument(
            "Invalid Encoding Method specified in Request",
            "encoding-type",
            other,
        )),
    }
}

fn delimiter(query: &Query) -> Option<String> {
    query
        .get("delimiter")
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn text(query: &Query, name: &str) -> String {
    query.get(name).unwrap_or_default().to_owned()
}

const PAGE_MAX: usize = 1000;
const KEY: u8 = b'k';
const PREFIX: u8 = b'p';
