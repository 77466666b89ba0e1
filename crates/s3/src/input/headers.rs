//! Headers that several operations share, and those that are refused.

use std::collections::BTreeMap;

use http::HeaderMap;

use crate::checksum::ChecksumAlgorithm;
use crate::error::{S3Error, S3ErrorCode};
use crate::storage::ObjectMetadata;

/// The ACL headers of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acl {
    /// `x-amz-acl`.
    pub canned: Option<String>,
    /// `x-amz-grant-*`: header name and value.
    pub grants: Vec<(&'static str, String)>,
}

impl Acl {
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, S3Error> {
        let canned = text(headers, "x-amz-acl")?;
        if let Some(canned) = canned
            && !CANNED_ACLS.contains(&canned)
        {
            return Err(S3Error::invalid_argument("", "x-amz-acl", canned));
        }
        let mut grants = Vec::new();
        for name in GRANT_HEADERS {
            if let Some(value) = text(headers, name)? {
                grants.push((name, value.to_owned()));
            }
        }
        Ok(Self {
            canned: canned.map(str::to_owned),
            grants,
        })
    }

    /// Whether the request says nothing about ACLs.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.canned.is_none() && self.grants.is_empty()
    }

    /// Whether the request says no more than what is so without it.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.grants.is_empty()
            && self
                .canned
                .as_deref()
                .is_none_or(|canned| canned == "private")
    }

    /// Objects belong to the bucket's owner alone; the ACLs that say just that are taken.
    pub(super) fn refuse_for_object(&self) -> Result<(), S3Error> {
        let says_so = matches!(
            self.canned.as_deref(),
            None | Some("private" | "bucket-owner-full-control")
        );
        if self.grants.is_empty() && says_so {
            Ok(())
        } else {
            Err(S3ErrorCode::AccessControlListNotSupported.into())
        }
    }

    pub(super) fn refuse_for_bucket(&self) -> Result<(), S3Error> {
        if self.is_private() {
            Ok(())
        } else {
            Err(S3ErrorCode::InvalidBucketAclWithObjectOwnership.into())
        }
    }
}

/// Refuses headers whose meaning is not offered: keeping quiet about them would lie to the client.
pub(super) fn refuse_unsupported(headers: &HeaderMap) -> Result<(), S3Error> {
    let refused = |name: &str| UNSUPPORTED.iter().any(|prefix| name.starts_with(prefix));
    for name in headers.keys().map(http::HeaderName::as_str) {
        let is_checksum = name.starts_with("x-amz-checksum-")
            && !CHECKSUM_OPTIONS.contains(&name)
            && ChecksumAlgorithm::from_header(name).is_none();
        if is_checksum || refused(name) {
            return Err(S3Error::unsupported_header(name));
        }
    }
    let unless = |name: &'static str, harmless: &str| match headers.get(name) {
        Some(value) if value != harmless => Err(S3Error::unsupported_header(name)),
        _ => Ok(()),
    };
    unless("x-amz-tagging-directive", "COPY")?;
    unless("x-amz-bucket-object-lock-enabled", "false")?;
    unless("x-amz-bucket-namespace", "global")
}

/// The value of a header that must be text.
pub(super) fn text<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<Option<&'a str>, S3Error> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(S3Error::invalid_argument(
            "Header value is not text",
            name,
            "",
        )),
    }
}

/// A header that holds an account id.
pub(super) fn account_id(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<Option<String>, S3Error> {
    match text(headers, name)? {
        None => Ok(None),
        Some(id) if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(Some(id.to_owned()))
        }
        Some(_) => Err(S3ErrorCode::InvalidBucketOwnerAWSAccountID.into()),
    }
}

/// `x-amz-storage-class`. Classes that must be restored before reading are not offered.
pub(super) fn storage_class(headers: &HeaderMap) -> Result<Option<String>, S3Error> {
    match text(headers, "x-amz-storage-class")? {
        None => Ok(None),
        Some(class) if STORAGE_CLASSES.contains(&class) => Ok(Some(class.to_owned())),
        Some(class) if RESTORED_CLASSES.contains(&class) => {
            Err(S3Error::unsupported_header("x-amz-storage-class"))
        }
        Some(class) => {
            Err(S3Error::new(S3ErrorCode::InvalidStorageClass).with("StorageClassRequested", class))
        }
    }
}

/// The headers that are stored with an object.
pub(super) fn metadata(headers: &HeaderMap) -> Result<ObjectMetadata, S3Error> {
    let owned = |name| Ok::<_, S3Error>(text(headers, name)?.map(str::to_owned));
    Ok(ObjectMetadata {
        content_type: owned("content-type")?,
        cache_control: owned("cache-control")?,
        content_disposition: owned("content-disposition")?,
        content_encoding: text(headers, "content-encoding")?.and_then(stored_encoding),
        content_language: owned("content-language")?,
        expires: owned("expires")?,
        user: user_metadata(headers)?,
    })
}

/// `aws-chunked` is how the bytes travelled, not what they are.
fn stored_encoding(header: &str) -> Option<String> {
    let kept: Vec<&str> = header
        .split(',')
        .map(str::trim)
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// Names and values together may take 2 KB.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
fn user_metadata(headers: &HeaderMap) -> Result<BTreeMap<String, String>, S3Error> {
    let mut user = BTreeMap::new();
    for name in headers.keys() {
        let Some(short) = name.as_str().strip_prefix("x-amz-meta-") else {
            continue;
        };
        let values = headers
            .get_all(name)
            .iter()
            .map(|value| std::str::from_utf8(value.as_bytes()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| {
                S3Error::invalid_argument("Header value is not text", name.as_str(), "")
            })?;
        user.insert(short.to_owned(), values.join(","));
    }
    let size: usize = user
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > USER_METADATA_MAX {
        return Err(S3Error::new(S3ErrorCode::MetadataTooLarge)
            .with("Size", size.to_string())
            .with("MaxSizeAllowed", USER_METADATA_MAX.to_string()));
    }
    Ok(user)
}

const USER_METADATA_MAX: usize = 2048;
const GRANT_HEADERS: [&str; 5] = [
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
];
const CANNED_ACLS: [&str; 8] = [
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
    "log-delivery-write",
];
const STORAGE_CLASSES: [&str; 6] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
];
const RESTORED_CLASSES: [&str; 7] = [
    "GLACIER",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "SNOW",
    "EXPRESS_ONEZONE",
    "FSX_OPENZFS",
    "FSX_ONTAP",
];
/// Headers of the `x-amz-checksum-` family that hold no checksum.
const CHECKSUM_OPTIONS: [&str; 3] = [
    "x-amz-checksum-algorithm",
    "x-amz-checksum-mode",
    "x-amz-checksum-type",
];
/// Beginnings of headers: encryption, locks, tags, redirects, conditions of directory buckets.
const UNSUPPORTED: [&str; 8] = [
    "x-amz-server-side-encryption",
    "x-amz-copy-source-server-side-encryption",
    "x-amz-object-lock-",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
    "x-amz-if-match-",
    "x-amz-optional-object-attributes",
    "x-amz-rename-source",
];
