//! Inputs of the operations on buckets and their configurations.

use http::HeaderMap;

use super::BucketTarget;
use super::headers::{Acl, text};
use super::list::bounded;
use crate::bucket_name::BucketName;
use crate::error::{S3Error, S3ErrorCode};
use crate::route::Routed;
use crate::xml::request::{self, PublicAccessBlock};

/// ListBuckets.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListBuckets {
    /// `max-buckets`, 1 to 10,000, if sent.
    pub max_buckets: Option<usize>,
    /// `continuation-token`.
    pub continuation_token: Option<String>,
    /// `prefix`.
    pub prefix: Option<String>,
    /// `bucket-region`.
    pub bucket_region: Option<String>,
}

/// CreateBucket.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateBucket {
    /// The bucket.
    pub bucket: BucketName,
    /// `LocationConstraint`; empty counts as none.
    pub location_constraint: Option<String>,
    /// ACL headers.
    pub acl: Acl,
    /// `x-amz-object-ownership`; only `BucketOwnerEnforced` is offered.
    pub object_ownership: Option<String>,
    /// `x-amz-bucket-namespace`; only `global` is offered.
    pub bucket_namespace: Option<String>,
}

/// PutBucketPolicy.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBucketPolicy {
    /// The bucket.
    pub target: BucketTarget,
    /// The policy text, at most 20 KiB, beginning with `{`.
    pub policy: String,
}

/// PutPublicAccessBlock.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutPublicAccessBlock {
    /// The bucket.
    pub target: BucketTarget,
    /// The switches.
    pub configuration: PublicAccessBlock,
}

impl ListBuckets {
    pub(super) fn parse(routed: &Routed) -> Result<Self, S3Error> {
        let query = &routed.query;
        let owned = |name| query.get(name).map(str::to_owned);
        let max_buckets = query
            .get("max-buckets")
            .map(|text| bounded(text, "max-buckets"))
            .transpose()?;
        if let Some(count) = max_buckets
            && !(1..=BUCKETS_MAX).contains(&count)
        {
            return Err(S3Error::invalid_argument(
                format!("Argument max-buckets must be an integer between 1 and {BUCKETS_MAX}"),
                "max-buckets",
                count.to_string(),
            ));
        }
        Ok(Self {
            max_buckets,
            continuation_token: owned("continuation-token"),
            prefix: owned("prefix"),
            bucket_region: owned("bucket-region"),
        })
    }
}

impl CreateBucket {
    pub(super) fn parse(
        routed: &Routed,
        headers: &HeaderMap,
        document: &[u8],
    ) -> Result<Self, S3Error> {
        let object_ownership = text(headers, "x-amz-object-ownership")?;
        match object_ownership {
            None | Some("BucketOwnerEnforced") => {}
            Some("BucketOwnerPreferred" | "ObjectWriter") => {
                return Err(S3Error::unsupported_header("x-amz-object-ownership"));
            }
            Some(other) => {
                return Err(S3Error::invalid_argument(
                    format!("Invalid x-amz-object-ownership header: {other}"),
                    "x-amz-object-ownership",
                    other,
                ));
            }
        }
        let location_constraint = request::create_bucket_configuration(document)?;
        Ok(Self {
            bucket: routed.bucket()?.clone(),
            location_constraint: location_constraint.filter(|region| !region.is_empty()),
            acl: Acl::parse(headers)?,
            object_ownership: object_ownership.map(str::to_owned),
            bucket_namespace: text(headers, "x-amz-bucket-namespace")?.map(str::to_owned),
        })
    }

    /// The region of the new bucket, held against the region of the endpoint.
    ///
    /// # Errors
    /// `InvalidLocationConstraint` for `us-east-1`, which has no constraint; `IllegalLocationConstraintException`
    /// for another region than the endpoint's.
    pub fn region<'a>(&'a self, endpoint_region: &'a str) -> Result<&'a str, S3Error> {
        match self.location_constraint.as_deref() {
            None if endpoint_region == "us-east-1" => Ok(endpoint_region),
            None => Err(S3ErrorCode::IllegalLocationConstraintException.into()),
            Some("us-east-1") => Err(S3Error::new(S3ErrorCode::InvalidLocationConstraint)
                .with("LocationConstraint", "us-east-1")),
            Some("EU") if endpoint_region == "eu-west-1" => Ok(endpoint_region),
            Some(region) if region == endpoint_region => Ok(region),
            Some(region) => Err(S3Error::new(S3ErrorCode::IllegalLocationConstraintException).message(format!(
                "The {region} location constraint is incompatible for the region specific endpoint this request was sent to."
            ))),
        }
    }
}

impl PutBucketPolicy {
    pub(super) fn parse(
        routed: &Routed,
        headers: &HeaderMap,
        document: &[u8],
    ) -> Result<Self, S3Error> {
        if document.is_empty() {
            return Err(S3ErrorCode::MissingRequestBodyError.into());
        }
        let malformed =
            |message: &'static str| S3Error::new(S3ErrorCode::MalformedPolicy).message(message);
        if document.len() > POLICY_MAX {
            return Err(malformed(
                "Policy exceeds the maximum allowed document size.",
            ));
        }
        let policy = std::str::from_utf8(document)
            .ok()
            .filter(|policy| policy.starts_with('{'));
        let policy = policy.ok_or_else(|| malformed(NOT_JSON))?;
        check_confirmation(headers)?;
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            policy: policy.to_owned(),
        })
    }
}

/// Who sends `x-amz-confirm-remove-self-bucket-access` agrees to be locked out by the new policy. AWS was observed to take
/// such a policy from those who do not send it as well, so both mean the same; the owner's root user has the way back.
fn check_confirmation(headers: &HeaderMap) -> Result<(), S3Error> {
    const NAME: &str = "x-amz-confirm-remove-self-bucket-access";
    match text(headers, NAME)? {
        Some(value) if !["true", "false"].contains(&value.to_ascii_lowercase().as_str()) => Err(
            S3Error::invalid_argument("The confirmation must be true or false", NAME, value),
        ),
        _ => Ok(()),
    }
}

impl PutPublicAccessBlock {
    pub(super) fn parse(
        routed: &Routed,
        headers: &HeaderMap,
        document: &[u8],
    ) -> Result<Self, S3Error> {
        Ok(Self {
            target: BucketTarget::parse(routed, headers)?,
            configuration: request::public_access_block(document)?,
        })
    }
}

/// What AWS says of a policy that is no JSON object.
pub(crate) const NOT_JSON: &str = "Policies must be valid JSON and the first byte must be '{'";
/// Bytes of a bucket policy.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
const POLICY_MAX: usize = 20 * 1024;
const BUCKETS_MAX: usize = 10_000;
