//! Inputs of the operations of multipart uploads.

use http::HeaderMap;

use super::ObjectTarget;
use super::headers::text;
use super::object::{invalid_part_number, part_number};
use super::write::{CopySourceAddress, ObjectWrite, checksum_algorithm, with_length};
use crate::checksum::{ChecksumAlgorithm, ChecksumType};
use crate::condition::WriteCondition;
use crate::error::S3Error;
use crate::payload::Expectations;
use crate::range::parse_copy_source_range;
use crate::route::Routed;
use crate::storage::CompletedPart;
use crate::xml::request;

/// CreateMultipartUpload.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>
#[derive(Debug, Clone)]
pub struct CreateMultipartUpload {
    /// The object to be.
    pub target: ObjectTarget,
    /// What is written.
    pub write: ObjectWrite,
    /// The checksum of the object to be, if the request names one.
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
}

/// UploadPart.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>
#[derive(Debug, Clone)]
pub struct UploadPart {
    /// The object to be.
    pub target: ObjectTarget,
    /// The upload.
    pub upload_id: String,
    /// 1 to 10,000.
    pub part_number: u32,
    /// What the payload must be; its length is known.
    pub expected: Expectations,
}

/// UploadPartCopy.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>
#[derive(Debug, Clone)]
pub struct UploadPartCopy {
    /// The object to be.
    pub target: ObjectTarget,
    /// The upload.
    pub upload_id: String,
    /// 1 to 10,000.
    pub part_number: u32,
    /// The source.
    pub source: CopySourceAddress,
    /// First and last byte.
    pub range: Option<(u64, u64)>,
}

/// CompleteMultipartUpload.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
#[derive(Debug, Clone)]
pub struct CompleteMultipartUpload {
    /// The object to be.
    pub target: ObjectTarget,
    /// The upload.
    pub upload_id: String,
    /// 1 to 10,000 parts.
    pub parts: Vec<CompletedPart>,
    /// `x-amz-checksum-*` of the object, as sent.
    pub checksum: Option<(ChecksumAlgorithm, String)>,
    /// `x-amz-checksum-type`.
    pub checksum_type: Option<ChecksumType>,
    /// `x-amz-mp-object-size`.
    pub object_size: Option<u64>,
    /// `If-Match`, as sent.
    pub if_match: Option<String>,
    /// `If-None-Match`, as sent.
    pub if_none_match: Option<String>,
    /// The same, to be judged.
    pub condition: WriteCondition,
}

/// AbortMultipartUpload.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbortMultipartUpload {
    /// The object that was to be.
    pub target: ObjectTarget,
    /// The upload.
    pub upload_id: String,
}

impl CreateMultipartUpload {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let algorithm = checksum_algorithm(headers)?;
        let kind = checksum_type(headers)?;
        let checksum = match (algorithm, kind) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(S3Error::invalid_request(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
                ));
            }
            (Some(algorithm), kind) => {
                let kind = kind.unwrap_or(algorithm.usual_type());
                if !algorithm.allows(kind) {
                    return Err(S3Error::invalid_request(format!(
                        "The {} checksum type cannot be used with the {} checksum algorithm.",
                        kind.as_str(),
                        algorithm.name().to_ascii_lowercase()
                    )));
                }
                Some((algorithm, kind))
            }
        };
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            write: ObjectWrite::parse(headers)?,
            checksum,
        })
    }
}

impl UploadPart {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            upload_id: upload_id(routed),
            part_number: required_part_number(routed)?,
            expected: with_length(headers)?,
        })
    }
}

impl UploadPartCopy {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            upload_id: upload_id(routed),
            part_number: required_part_number(routed)?,
            source: CopySourceAddress::parse(headers)?,
            range: text(headers, "x-amz-copy-source-range")?
                .map(parse_copy_source_range)
                .transpose()?,
        })
    }
}

impl CompleteMultipartUpload {
    pub(super) fn parse(
        routed: &Routed,
        headers: &HeaderMap,
        document: &[u8],
    ) -> Result<Self, S3Error> {
        let mut checksum = None;
        for algorithm in ChecksumAlgorithm::ALL {
            if let Some(value) = text(headers, algorithm.header())? {
                checksum = Some((algorithm, value.to_owned()));
            }
        }
        let object_size = match text(headers, "x-amz-mp-object-size")? {
            None => None,
            Some(size) => Some(size.parse().map_err(|_| {
                S3Error::invalid_request("Value for x-amz-mp-object-size header is invalid")
            })?),
        };
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            upload_id: upload_id(routed),
            parts: request::complete_multipart_upload(document)?,
            checksum,
            checksum_type: checksum_type(headers)?,
            object_size,
            if_match: text(headers, "if-match")?.map(str::to_owned),
            if_none_match: text(headers, "if-none-match")?.map(str::to_owned),
            condition: WriteCondition::of_write(headers)?,
        })
    }
}

impl AbortMultipartUpload {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            upload_id: upload_id(routed),
        })
    }
}

fn upload_id(routed: &Routed) -> String {
    routed.query.get("uploadId").unwrap_or_default().to_owned()
}

fn required_part_number(routed: &Routed) -> Result<u32, S3Error> {
    part_number(&routed.query)?.ok_or_else(|| invalid_part_number(""))
}

fn checksum_type(headers: &HeaderMap) -> Result<Option<ChecksumType>, S3Error> {
    match text(headers, "x-amz-checksum-type")? {
        None => Ok(None),
        Some(kind) => ChecksumType::parse(kind).map(Some).ok_or_else(|| {
            S3Error::invalid_request("Value for x-amz-checksum-type header is invalid.")
        }),
    }
}
