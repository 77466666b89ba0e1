//! CopyObject and UploadPartCopy: bytes of one object become another's, shared on disk where they can be.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use jiff::Timestamp;

use super::error::StorageError;
use super::multipart::{PartRecord, PartTarget};
use super::object::{ObjectHead, ObjectMetadata, whole_seconds};
use super::put::name_blob;
use super::read::OpenObject;
use super::stage::{OBJECT_SIZE_MAX, Staged};
use super::{Storage, blocking};
use crate::checksum::{self, Checksum, ChecksumAlgorithm, ChecksumType};
use crate::condition::{ReadConditions, WriteCondition};
use crate::error::S3Error;
use crate::payload::{Expectations, hex};
use crate::range::{ByteSpan, resolve_copy_source_range};

/// The object that is copied from.
#[derive(Debug, Clone)]
pub struct CopySource {
    /// The source bucket's storage id.
    pub bucket: String,
    /// The source key.
    pub key: String,
    /// `x-amz-copy-source-if-*`.
    pub conditions: ReadConditions,
}

/// What CopyObject makes.
#[derive(Debug, Clone)]
pub struct CopyObject {
    /// Where from.
    pub source: CopySource,
    /// The bucket's storage id.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The storage class, if the request names one; else `STANDARD`.
    pub storage_class: Option<String>,
    /// New stored headers (`REPLACE`), or `None` for those of the source (`COPY`).
    pub metadata: Option<ObjectMetadata>,
    /// The checksum algorithm, if the request names one; else that of the source.
    pub checksum: Option<ChecksumAlgorithm>,
    /// Judged against the object that is at the destination.
    pub condition: WriteCondition,
}

/// What UploadPartCopy makes.
#[derive(Debug, Clone)]
pub struct CopyPart {
    /// Where from.
    pub source: CopySource,
    /// First and last byte, or `None` for all.
    pub range: Option<(u64, u64)>,
    /// The bucket's storage id.
    pub bucket: String,
    /// The key of the upload.
    pub key: String,
    /// The upload.
    pub upload_id: String,
    /// 1 to 10,000.
    pub number: u32,
}

impl Storage {
    /// Copies an object.
    ///
    /// # Errors
    /// `NoSuchKey` (no source), `PreconditionFailed`, `InvalidRequest` (too large, or a copy onto itself that
    /// changes nothing), `OperationAborted`; storage faults.
    pub async fn copy_object(
        &self,
        copy: CopyObject,
        now: Timestamp,
    ) -> Result<ObjectHead, StorageError> {
        let open = self.open_source(&copy.source).await?;
        let source = open.head().clone();
        if source.size > OBJECT_SIZE_MAX {
            return Err(too_large_a_source().into());
        }
        let onto_itself = copy.source.bucket == copy.bucket && copy.source.key == copy.key;
        let changes =
            copy.metadata.is_some() || copy.storage_class.is_some() || copy.checksum.is_some();
        if onto_itself && !changes {
            return Err(S3Error::invalid_request(ONTO_ITSELF).into());
        }
        let algorithm = copy.checksum.unwrap_or(source.checksum.algorithm);
        let staged = self.stage_copy(open, None, algorithm).await?;
        let head = ObjectHead {
            key: copy.key,
            size: staged.size,
            etag: hex(&staged.md5),
            last_modified: whole_seconds(now),
            storage_class: copy.storage_class.unwrap_or_else(|| "STANDARD".to_owned()),
            checksum: Checksum {
                algorithm,
                kind: ChecksumType::FullObject,
                value: checksum::encode(&staged.checksum(algorithm)?),
            },
            parts_count: None,
            metadata: copy.metadata.unwrap_or(source.metadata),
        };
        let (bucket, condition) = (copy.bucket, copy.condition);
        self.index
            .write(move |connection| name_blob(connection, &bucket, head, staged, &condition))
            .await
    }

    /// Copies an object, or a stretch of one, into a part of an upload.
    ///
    /// # Errors
    /// `NoSuchUpload`, `NoSuchKey` (no source), `PreconditionFailed`, `InvalidArgument` (range),
    /// `InvalidRequest` (too large); storage faults.
    pub async fn copy_part(
        &self,
        copy: CopyPart,
        now: Timestamp,
    ) -> Result<PartRecord, StorageError> {
        let target = PartTarget {
            bucket: copy.bucket,
            key: copy.key,
            upload_id: copy.upload_id,
            number: copy.number,
        };
        let upload = self
            .find_upload(&target.bucket, &target.key, &target.upload_id)
            .await?;
        let open = self.open_source(&copy.source).await?;
        let size = open.head().size;
        let span = copy
            .range
            .map(|(first, last)| resolve_copy_source_range(first, last, size))
            .transpose()?;
        if span.map_or(size, |span| span.length) > OBJECT_SIZE_MAX {
            return Err(too_large_a_source().into());
        }
        let staged = self.stage_copy(open, span, upload.part_algorithm()).await?;
        self.name_part(target, staged, Vec::new(), now).await
    }

    async fn open_source(&self, source: &CopySource) -> Result<OpenObject, StorageError> {
        let open = self
            .open_object(&source.bucket, &source.key)
            .await?
            .ok_or_else(|| S3Error::no_such_key(&source.key))?;
        let head = open.head();
        source
            .conditions
            .judge_copy_source(&head.etag, head.last_modified)?;
        Ok(open)
    }

    /// A blob with the source's bytes. Where it would equal one blob of the source, with digests that are
    /// known, the file gets a second name; else the bytes are read, hashed and written.
    async fn stage_copy(
        &self,
        open: OpenObject,
        span: Option<ByteSpan>,
        algorithm: ChecksumAlgorithm,
    ) -> Result<Staged, StorageError> {
        let size = open.head().size;
        let whole = span.is_none_or(|span| span.length == size);
        if whole && let Some((md5, value)) = known_digests(open.head(), algorithm) {
            let blobs = self.blobs.clone();
            let linked = blocking(move || {
                let linked = open.single_blob().map(|piece| blobs.link(&piece.blob));
                Ok((open, linked))
            });
            match linked.await? {
                (_, Some(Ok(blob))) => {
                    return Ok(Staged::linked(blob, size, md5, (algorithm, value)));
                }
                // A file system refuses a link when it has no links or the file has too many.
                (open, _) => return self.stage_read(open, span, algorithm).await,
            }
        }
        self.stage_read(open, span, algorithm).await
    }

    async fn stage_read(
        &self,
        open: OpenObject,
        span: Option<ByteSpan>,
        algorithm: ChecksumAlgorithm,
    ) -> Result<Staged, StorageError> {
        let mut body = open.into_body(span);
        self.stage(&Expectations::default(), Some(algorithm), &mut body)
            .await
    }
}

/// The digests of an object that is one blob, if the wanted checksum is the stored one.
fn known_digests(head: &ObjectHead, algorithm: ChecksumAlgorithm) -> Option<([u8; 16], Vec<u8>)> {
    if head.parts_count.is_some() || head.checksum.algorithm != algorithm {
        return None;
    }
    let md5 = u128::from_str_radix(&head.etag, 16).ok()?.to_be_bytes();
    let value = checksum::decode(algorithm, &head.checksum.value)?;
    Some((md5, value))
}

fn too_large_a_source() -> S3Error {
    S3Error::invalid_request(format!(
        "The specified copy source is larger than the maximum allowable size for a copy source: {OBJECT_SIZE_MAX}"
    ))
}

const ONTO_ITSELF: &str = "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
