//! Inputs of the operations that read and delete objects.

use http::HeaderMap;

use super::headers::text;
use super::{BucketTarget, ObjectTarget};
use crate::checksum::ChecksumAlgorithm;
use crate::condition::{ReadConditions, WriteCondition};
use crate::error::S3Error;
use crate::range::ByteRange;
use crate::route::{Query, Routed};
use crate::xml::request::{self, DeleteEntry};

/// GetObject and HeadObject.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetObject {
    /// The object.
    pub target: ObjectTarget,
    /// `versionId`; only `null`, the one version there is.
    pub version_id: Option<String>,
    /// The range, and the header for errors.
    pub range: Option<(ByteRange, String)>,
    /// `partNumber`, 1 to 10,000.
    pub part_number: Option<u32>,
    /// `If-*`.
    pub conditions: ReadConditions,
    /// `response-*`.
    pub overrides: ResponseOverrides,
    /// `x-amz-checksum-mode: ENABLED`.
    pub checksum_mode: bool,
}

/// Headers of the answer that the request sets: lower-case header name and value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseOverrides(pub Vec<(&'static str, String)>);

/// DeleteObject.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteObject {
    /// The object.
    pub target: ObjectTarget,
    /// `versionId`; only `null`.
    pub version_id: Option<String>,
    /// `If-Match`, as sent.
    pub if_match: Option<String>,
    /// The same, to be judged.
    pub condition: WriteCondition,
    /// `x-amz-bypass-governance-retention`.
    pub bypass_governance_retention: bool,
}

/// DeleteObjects.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteObjects {
    /// The bucket.
    pub target: BucketTarget,
    /// 1 to 1,000 objects.
    pub entries: Vec<DeleteEntry>,
    /// Whether successes are left out of the answer.
    pub quiet: bool,
    /// `x-amz-bypass-governance-retention`.
    pub bypass_governance_retention: bool,
}

/// GetObjectTagging.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectTagging {
    /// The object.
    pub target: ObjectTarget,
    /// `versionId`; only `null`.
    pub version_id: Option<String>,
}

impl ObjectTagging {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            version_id: version_id(&routed.query)?,
        })
    }
}

impl GetObject {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        let part_number = part_number(&routed.query)?;
        let range = text(headers, "range")?;
        if part_number.is_some() && range.is_some() {
            return Err(S3Error::invalid_request(
                "Cannot specify both Range header and partNumber query parameter",
            ));
        }
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            version_id: version_id(&routed.query)?,
            range: range.and_then(|header| Some((ByteRange::parse(header)?, header.to_owned()))),
            part_number,
            conditions: ReadConditions::of_read(headers),
            overrides: ResponseOverrides::parse(&routed.query)?,
            checksum_mode: text(headers, "x-amz-checksum-mode")?
                .is_some_and(|mode| mode.eq_ignore_ascii_case("enabled")),
        })
    }
}

impl ResponseOverrides {
    /// A value that no header can hold is refused: it could only be an attempt to write more than one.
    fn parse(query: &Query) -> Result<Self, S3Error> {
        let mut sent = Vec::new();
        for (parameter, header) in OVERRIDES {
            let Some(value) = query.get(parameter) else {
                continue;
            };
            if http::HeaderValue::from_str(value).is_err() {
                return Err(S3Error::invalid_argument(
                    "Header value is not text",
                    parameter,
                    value,
                ));
            }
            sent.push((header, value.to_owned()));
        }
        Ok(Self(sent))
    }

    /// Whoever is not signed in may not shape the answer.
    ///
    /// # Errors
    /// `InvalidRequest`, for an anonymous request that sets a header of the answer.
    pub fn refuse_for_anonymous(&self) -> Result<(), S3Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(S3Error::invalid_request(
            "Request specific response headers cannot be used for anonymous GET requests.",
        ))
    }
}

impl DeleteObject {
    pub(super) fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            target: ObjectTarget::parse(routed, headers)?,
            version_id: version_id(&routed.query)?,
            if_match: text(headers, "if-match")?.map(str::to_owned),
            condition: WriteCondition::of_delete(headers),
            bypass_governance_retention: bypass(headers)?,
        })
    }
}

impl DeleteObjects {
    pub(super) fn parse(
        routed: &Routed,
        headers: &HeaderMap,
        document: &[u8],
    ) -> Result<Self, S3Error> {
        let is_checked = headers.contains_key("content-md5")
            || headers.contains_key("x-amz-trailer")
            || ChecksumAlgorithm::ALL
                .iter()
                .any(|one| headers.contains_key(one.header()));
        if !is_checked {
            return Err(S3Error::invalid_request(
                "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
            ));
        }
        let (entries, quiet) = request::delete(document)?;
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            entries,
            quiet,
            bypass_governance_retention: bypass(headers)?,
        })
    }
}

/// Buckets here keep one version, which is called `null`; no other was ever given out.
///
/// # Errors
/// `InvalidArgument`.
pub(super) fn version_id(query: &Query) -> Result<Option<String>, S3Error> {
    query.get("versionId").map(check_version_id).transpose()
}

pub(super) fn check_version_id(version_id: &str) -> Result<String, S3Error> {
    if version_id == "null" {
        Ok(version_id.to_owned())
    } else {
        Err(S3Error::invalid_argument(
            "Invalid version id specified",
            "versionId",
            version_id,
        ))
    }
}

/// `partNumber`, if sent.
pub(super) fn part_number(query: &Query) -> Result<Option<u32>, S3Error> {
    let Some(text) = query.get("partNumber") else {
        return Ok(None);
    };
    let number = text
        .parse::<u32>()
        .ok()
        .filter(|number| (1..=PART_NUMBER_MAX).contains(number));
    number.map(Some).ok_or_else(|| invalid_part_number(text))
}

pub(super) fn invalid_part_number(text: &str) -> S3Error {
    S3Error::invalid_argument(
        format!("Part number must be an integer between 1 and {PART_NUMBER_MAX}, inclusive"),
        "partNumber",
        text,
    )
}

fn bypass(headers: &HeaderMap) -> Result<bool, S3Error> {
    Ok(text(headers, "x-amz-bypass-governance-retention")?
        .is_some_and(|value| value.eq_ignore_ascii_case("true")))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const PART_NUMBER_MAX: u32 = 10_000;
const OVERRIDES: [(&str, &str); 6] = [
    ("response-cache-control", "cache-control"),
    ("response-content-disposition", "content-disposition"),
    ("response-content-encoding", "content-encoding"),
    ("response-content-language", "content-language"),
    ("response-content-type", "content-type"),
    ("response-expires", "expires"),
];
