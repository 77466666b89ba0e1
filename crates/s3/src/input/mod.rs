//! The typed input of each operation that is built: parameters, headers and small documents, parsed once.
//!
//! What would change the meaning of a request and is not offered is refused here, never skipped over.

mod bucket;
mod headers;
mod list;
mod multipart;
mod object;
mod write;

use http::HeaderMap;

use crate::bucket_name::BucketName;
use crate::error::{S3Error, S3ErrorCode};
use crate::object_key::ObjectKey;
use crate::route::{Routed, S3Operation};

pub use bucket::{CreateBucket, ListBuckets, PutBucketPolicy, PutPublicAccessBlock};
pub use headers::Acl;
pub use list::{
    ListMultipartUploads, ListObjects, ListObjectsV2, ListParts, ListingKeys, encode_token,
};
pub use multipart::{
    AbortMultipartUpload, CompleteMultipartUpload, CreateMultipartUpload, UploadPart,
    UploadPartCopy,
};
pub use object::{DeleteObject, DeleteObjects, GetObject, ObjectTagging, ResponseOverrides};
pub use write::{CopyObject, CopySourceAddress, ObjectWrite, PutObject};

/// A bucket that a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketTarget {
    /// The bucket.
    pub bucket: BucketName,
    /// `x-amz-expected-bucket-owner`: the request is refused (403) unless this account owns the bucket.
    pub expected_owner: Option<String>,
}

/// An object that a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectTarget {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// `x-amz-expected-bucket-owner`.
    pub expected_owner: Option<String>,
}

/// The input of an operation.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each variant is the input of the AWS operation of the same name"
)]
pub enum Input {
    ListBuckets(ListBuckets),
    CreateBucket(CreateBucket),
    DeleteBucket(BucketTarget),
    HeadBucket(BucketTarget),
    GetBucketLocation(BucketTarget),
    GetBucketPolicy(BucketTarget),
    PutBucketPolicy(PutBucketPolicy),
    DeleteBucketPolicy(BucketTarget),
    GetBucketPolicyStatus(BucketTarget),
    GetPublicAccessBlock(BucketTarget),
    PutPublicAccessBlock(PutPublicAccessBlock),
    DeletePublicAccessBlock(BucketTarget),
    ListObjects(ListObjects),
    ListObjectsV2(ListObjectsV2),
    ListMultipartUploads(ListMultipartUploads),
    DeleteObjects(DeleteObjects),
    GetObject(GetObject),
    HeadObject(GetObject),
    PutObject(Box<PutObject>),
    CopyObject(Box<CopyObject>),
    DeleteObject(DeleteObject),
    CreateMultipartUpload(Box<CreateMultipartUpload>),
    UploadPart(UploadPart),
    UploadPartCopy(UploadPartCopy),
    CompleteMultipartUpload(CompleteMultipartUpload),
    AbortMultipartUpload(AbortMultipartUpload),
    ListParts(ListParts),
    GetObjectTagging(ObjectTagging),
}

/// What a request carries in its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing that means anything; it is read all the same, since what was signed must be what was sent.
    None,
    /// A document of at most so many bytes, which [`Input::parse`] needs.
    Document(usize),
    /// The bytes of an object or a part, which are streamed after authorization.
    Payload,
}

impl BodyKind {
    /// What the body of an operation is.
    #[must_use]
    pub fn of(operation: S3Operation) -> Self {
        match operation {
            S3Operation::PutObject | S3Operation::UploadPart => Self::Payload,
            S3Operation::CreateBucket | S3Operation::PutPublicAccessBlock => {
                Self::Document(CONFIGURATION_MAX)
            }
            S3Operation::PutBucketPolicy => Self::Document(POLICY_DOCUMENT_MAX),
            S3Operation::DeleteObjects => Self::Document(DELETE_MAX),
            S3Operation::CompleteMultipartUpload => Self::Document(COMPLETE_MAX),
            _ => Self::None,
        }
    }
}

impl Input {
    /// Parses the input of a routed request. `document` is the body where [`BodyKind::of`] says there is one.
    ///
    /// # Errors
    /// `NotImplemented` for operations, headers and parameters that are not offered; else AWS's error for
    /// what is malformed.
    pub fn parse(routed: &Routed, headers: &HeaderMap, document: &[u8]) -> Result<Self, S3Error> {
        if !routed.operation.is_built() {
            return Err(S3Error::new(S3ErrorCode::NotImplemented)
                .message("A header you provided implies functionality that is not implemented")
                .with("Operation", routed.operation.name()));
        }
        headers::refuse_unsupported(headers)?;
        let bucket = || BucketTarget::parse(routed, headers);
        Ok(match routed.operation {
            S3Operation::ListBuckets => Self::ListBuckets(ListBuckets::parse(routed)?),
            S3Operation::CreateBucket => {
                Self::CreateBucket(CreateBucket::parse(routed, headers, document)?)
            }
            S3Operation::DeleteBucket => Self::DeleteBucket(bucket()?),
            S3Operation::HeadBucket => Self::HeadBucket(bucket()?),
            S3Operation::GetBucketLocation => Self::GetBucketLocation(bucket()?),
            S3Operation::GetBucketPolicy => Self::GetBucketPolicy(bucket()?),
            S3Operation::PutBucketPolicy => {
                Self::PutBucketPolicy(PutBucketPolicy::parse(routed, headers, document)?)
            }
            S3Operation::DeleteBucketPolicy => Self::DeleteBucketPolicy(bucket()?),
            S3Operation::GetBucketPolicyStatus => Self::GetBucketPolicyStatus(bucket()?),
            S3Operation::GetPublicAccessBlock => Self::GetPublicAccessBlock(bucket()?),
            S3Operation::PutPublicAccessBlock => {
                Self::PutPublicAccessBlock(PutPublicAccessBlock::parse(routed, headers, document)?)
            }
            S3Operation::DeletePublicAccessBlock => Self::DeletePublicAccessBlock(bucket()?),
            S3Operation::ListObjects => Self::ListObjects(ListObjects::parse(routed, headers)?),
            S3Operation::ListObjectsV2 => {
                Self::ListObjectsV2(ListObjectsV2::parse(routed, headers)?)
            }
            S3Operation::ListMultipartUploads => {
                Self::ListMultipartUploads(ListMultipartUploads::parse(routed, headers)?)
            }
            S3Operation::DeleteObjects => {
                Self::DeleteObjects(DeleteObjects::parse(routed, headers, document)?)
            }
            S3Operation::GetObject => Self::GetObject(GetObject::parse(routed, headers)?),
            S3Operation::HeadObject => Self::HeadObject(GetObject::parse(routed, headers)?),
            S3Operation::PutObject => Self::PutObject(Box::new(PutObject::parse(routed, headers)?)),
            S3Operation::CopyObject => {
                Self::CopyObject(Box::new(CopyObject::parse(routed, headers)?))
            }
            S3Operation::DeleteObject => Self::DeleteObject(DeleteObject::parse(routed, headers)?),
            S3Operation::CreateMultipartUpload => Self::CreateMultipartUpload(Box::new(
                CreateMultipartUpload::parse(routed, headers)?,
            )),
            S3Operation::UploadPart => Self::UploadPart(UploadPart::parse(routed, headers)?),
            S3Operation::UploadPartCopy => {
                Self::UploadPartCopy(UploadPartCopy::parse(routed, headers)?)
            }
            S3Operation::CompleteMultipartUpload => Self::CompleteMultipartUpload(
                CompleteMultipartUpload::parse(routed, headers, document)?,
            ),
            S3Operation::AbortMultipartUpload => {
                Self::AbortMultipartUpload(AbortMultipartUpload::parse(routed, headers)?)
            }
            S3Operation::ListParts => Self::ListParts(ListParts::parse(routed, headers)?),
            S3Operation::GetObjectTagging => {
                Self::GetObjectTagging(ObjectTagging::parse(routed, headers)?)
            }
            other => {
                return Err(
                    S3Error::new(S3ErrorCode::NotImplemented).with("Operation", other.name())
                );
            }
        })
    }

    /// The bucket of the request, if its operation has one.
    #[must_use]
    pub fn bucket(&self) -> Option<(&BucketName, Option<&str>)> {
        match self {
            Self::ListBuckets(_) => None,
            Self::CreateBucket(input) => Some((&input.bucket, None)),
            Self::DeleteBucket(target)
            | Self::HeadBucket(target)
            | Self::GetBucketLocation(target)
            | Self::GetBucketPolicy(target)
            | Self::DeleteBucketPolicy(target)
            | Self::GetBucketPolicyStatus(target)
            | Self::GetPublicAccessBlock(target)
            | Self::DeletePublicAccessBlock(target) => Some(target.parts()),
            Self::PutBucketPolicy(input) => Some(input.target.parts()),
            Self::PutPublicAccessBlock(input) => Some(input.target.parts()),
            Self::ListObjects(input) => Some(input.target.parts()),
            Self::ListObjectsV2(input) => Some(input.target.parts()),
            Self::ListMultipartUploads(input) => Some(input.target.parts()),
            Self::DeleteObjects(input) => Some(input.target.parts()),
            Self::GetObject(input) | Self::HeadObject(input) => Some(input.target.parts()),
            Self::PutObject(input) => Some(input.target.parts()),
            Self::CopyObject(input) => Some(input.target.parts()),
            Self::DeleteObject(input) => Some(input.target.parts()),
            Self::CreateMultipartUpload(input) => Some(input.target.parts()),
            Self::UploadPart(input) => Some(input.target.parts()),
            Self::UploadPartCopy(input) => Some(input.target.parts()),
            Self::CompleteMultipartUpload(input) => Some(input.target.parts()),
            Self::AbortMultipartUpload(input) => Some(input.target.parts()),
            Self::ListParts(input) => Some(input.target.parts()),
            Self::GetObjectTagging(input) => Some(input.target.parts()),
        }
    }

    /// The source of a copy: bucket, key, and `x-amz-source-expected-bucket-owner`.
    #[must_use]
    pub fn copy_source(&self) -> Option<&CopySourceAddress> {
        match self {
            Self::CopyObject(input) => Some(&input.source),
            Self::UploadPartCopy(input) => Some(&input.source),
            _ => None,
        }
    }

    /// Holds an upload to the digest that was signed: a presigned URL carries it in its query and not in a header.
    pub fn hold_to(&mut self, digest: [u8; 32]) {
        let expected = match self {
            Self::PutObject(input) => &mut input.expected,
            Self::UploadPart(input) => &mut input.expected,
            _ => return,
        };
        expected.payload_sha256 = Some(digest);
    }

    /// The refusal that AWS speaks only to who was allowed: ACLs, which no bucket here takes.
    ///
    /// # Errors
    /// `AccessControlListNotSupported`, `InvalidBucketAclWithObjectOwnership`.
    pub fn refuse_acl(&self) -> Result<(), S3Error> {
        match self {
            Self::CreateBucket(input) => input.acl.refuse_for_bucket(),
            Self::PutObject(input) => input.write.acl.refuse_for_object(),
            Self::CopyObject(input) => input.write.acl.refuse_for_object(),
            Self::CreateMultipartUpload(input) => input.write.acl.refuse_for_object(),
            _ => Ok(()),
        }
    }
}

impl BucketTarget {
    fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            bucket: routed.bucket()?.clone(),
            expected_owner: headers::account_id(headers, "x-amz-expected-bucket-owner")?,
        })
    }

    fn parts(&self) -> (&BucketName, Option<&str>) {
        (&self.bucket, self.expected_owner.as_deref())
    }
}

impl ObjectTarget {
    fn parse(routed: &Routed, headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            bucket: routed.bucket()?.clone(),
            key: routed.key()?.clone(),
            expected_owner: headers::account_id(headers, "x-amz-expected-bucket-owner")?,
        })
    }

    fn parts(&self) -> (&BucketName, Option<&str>) {
        (&self.bucket, self.expected_owner.as_deref())
    }
}

/// Bytes of a small XML document.
pub(crate) const CONFIGURATION_MAX: usize = 64 * 1024;
/// Bytes read of a policy; its own limit of 20 KiB is told in words of its own.
const POLICY_DOCUMENT_MAX: usize = 256 * 1024;
/// Bytes of DeleteObjects, as AWS bounds it.
const DELETE_MAX: usize = 2 * 1024 * 1024;
/// Bytes of CompleteMultipartUpload: 10,000 parts with tags and checksums.
const COMPLETE_MAX: usize = 8 * 1024 * 1024;

#[cfg(test)]
mod tests;
