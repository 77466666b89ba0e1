//! Inputs of the operations that write whole objects.

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::ObjectTarget;
use super::headers::{self, Acl, account_id, text};
use super::object::check_version_id;
use crate::bucket_name::BucketName;
use crate::checksum::ChecksumAlgorithm;
use crate::condition::{ReadConditions, WriteCondition};
use crate::error::{S3Error, S3ErrorCode};
use crate::object_key::ObjectKey;
use crate::payload::Expectations;
use crate::route::Routed;
use crate::storage::ObjectMetadata;

/// What PutObject, CopyObject and CreateMultipartUpload have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectWrite {
    /// ACL headers.
    pub acl: Acl,
    /// `x-amz-storage-class`, if sent.
    pub storage_class: Option<String>,
    /// Stored headers.
    pub metadata: ObjectMetadata,
    /// `If-Match`, as sent.
    pub if_match: Option<String>,
    /// `If-None-Match`, as sent.
    pub if_none_match: Option<String>,
}

/// PutObject.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
#[derive(Debug, Clone)]
pub struct PutObject {
    /// The object.
    pub target: ObjectTarget,
    /// What is written.
    pub write: ObjectWrite,
    /// The conditions, to be judged.
    pub condition: WriteCondition,
    /// What the payload must be; its length is known.
    pub expected: Expectations,
}

/// `x-amz-copy-source`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySourceAddress {
    /// The source bucket.
    pub bucket: BucketName,
    /// The source key.
    pub key: ObjectKey,
    /// `versionId`; only `null`.
    pub version_id: Option<String>,
    /// `x-amz-source-expected-bucket-owner`.
    pub expected_owner: Option<String>,
    /// `x-amz-copy-source-if-*`.
    pub conditions: ReadConditions,
}

/// CopyObject.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
#[derive(Debug, Clone)]
pub struct CopyObject {
    /// The destination.
    pub target: ObjectTarget,
    /// The source.
    pub source: CopySourceAddress,
    /// What is written; its metadata counts only with `REPLACE`.
    pub write: ObjectWrite,
    /// `x-amz-metadata-directive`, as sent.
    pub metadata_directive: Option<String>,
    /// `x-amz-checksum-algorithm`.
    pub checksum: Option<ChecksumAlgorithm>,
    /// The conditions on the destination.
    pub condition: WriteCondition,
}

impl ObjectWrite {
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, S3Error> {
        if headers.contains_key("x-amz-tagging") {
            return Err(S3Error::unsupported_header("x-amz-tagging"));
        }
        Ok(Self {
            acl: Acl::parse(headers)?,
            storage_class: headers::storage_class(headers)?,
            metadata: headers::metadata(headers)?,
            if_match: text(headers, "if-match")?.map(str::to_owned),
            if_none_match: text(headers, "if-none-match")?.map(str::to_owned),
        })
    }
}

impl PutObject {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            write: ObjectWrite::parse(headers)?,
            condition: WriteCondition::of_write(headers)?,
            expected: with_length(headers)?,
        })
    }
}

impl CopyObject {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let metadata_directive = text(headers, "x-amz-metadata-directive")?;
        if let Some(directive) = metadata_directive
            && !["COPY", "REPLACE"].contains(&directive)
        {
            return Err(S3Error::invalid_argument(
                "Unknown metadata directive.",
                "x-amz-metadata-directive",
                directive,
            ));
        }
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            source: CopySourceAddress::parse(headers)?,
            write: ObjectWrite::parse(headers)?,
            metadata_directive: metadata_directive.map(str::to_owned),
            checksum: checksum_algorithm(headers)?,
            condition: WriteCondition::of_write(headers)?,
        })
    }

    /// The stored headers of the copy, or `None` for those of the source.
    #[must_use]
    pub fn new_metadata(&self) -> Option<ObjectMetadata> {
        (self.metadata_directive.as_deref() == Some("REPLACE")).then(|| self.write.metadata.clone())
    }
}

impl CopySourceAddress {
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, S3Error> {
        let header = text(headers, "x-amz-copy-source")?.unwrap_or_default();
        let malformed = || {
            S3Error::invalid_argument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                "x-amz-copy-source",
                header,
            )
        };
        // The version follows an unencoded question mark; one that belongs to the key is encoded.
        let (path, version_id) = match header.split_once("?versionId=") {
            Some((path, version_id)) => (path, Some(check_version_id(version_id)?)),
            None => (header, None),
        };
        let path = percent_decode_str(path)
            .decode_utf8()
            .map_err(|_| malformed())?;
        if path.starts_with("arn:") {
            return Err(S3Error::unsupported_header("x-amz-copy-source"));
        }
        let path = path.strip_prefix('/').unwrap_or(&path);
        let (bucket, key) = path
            .split_once('/')
            .filter(|(_, key)| !key.is_empty())
            .ok_or_else(malformed)?;
        Ok(Self {
            bucket: BucketName::parse(bucket)?,
            key: ObjectKey::parse(key)?,
            version_id,
            expected_owner: account_id(headers, "x-amz-source-expected-bucket-owner")?,
            conditions: ReadConditions::of_copy_source(headers),
        })
    }
}

/// The promises of a payload whose length must be known before it is sent.
pub(super) fn with_length(headers: &HeaderMap) -> Result<Expectations, S3Error> {
    let expected = Expectations::from_headers(headers)?;
    if expected.length.is_none() {
        return Err(S3ErrorCode::MissingContentLength.into());
    }
    Ok(expected)
}

/// `x-amz-checksum-algorithm`, if sent.
pub(super) fn checksum_algorithm(
    headers: &HeaderMap,
) -> Result<Option<ChecksumAlgorithm>, S3Error> {
    match text(headers, "x-amz-checksum-algorithm")? {
        None => Ok(None),
        Some(name) => ChecksumAlgorithm::from_name(name).map(Some).ok_or_else(|| {
            S3Error::invalid_request(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
            )
        }),
    }
}
