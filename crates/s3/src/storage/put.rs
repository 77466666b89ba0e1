//! PutObject: a staged blob takes a name.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use jiff::Timestamp;
use rusqlite::Connection;

use super::Storage;
use super::bucket::assert_open;
use super::error::StorageError;
use super::index::Written;
use super::object::{ObjectHead, ObjectMetadata, ObjectRow, whole_seconds};
use super::stage::Staged;
use crate::body::BodySource;
use crate::checksum::{self, Checksum, ChecksumAlgorithm, ChecksumType};
use crate::condition::WriteCondition;
use crate::payload::{Expectations, hex};

/// What PutObject stores.
#[derive(Debug, Clone)]
pub struct PutObject {
    /// The bucket's storage id.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// `STANDARD` and its kin.
    pub storage_class: String,
    /// Stored headers.
    pub metadata: ObjectMetadata,
    /// Judged against the object that is there at the moment of the write.
    pub condition: WriteCondition,
    /// What the payload must be.
    pub expected: Expectations,
}

impl Storage {
    /// Stores an object; returns when it would survive a power failure.
    ///
    /// # Errors
    /// `PreconditionFailed`, `NoSuchKey`, `BadDigest`, `XAmzContentSHA256Mismatch`, `IncompleteBody`,
    /// `EntityTooLarge`, `OperationAborted` (the bucket is being deleted), whatever the body ends in;
    /// storage faults. On every one of them but a failed commit nothing has changed.
    pub async fn put_object<B: BodySource>(
        &self,
        put: PutObject,
        body: &mut B,
        now: Timestamp,
    ) -> Result<ObjectHead, StorageError> {
        let algorithm = put
            .expected
            .checksum
            .as_ref()
            .map_or(ChecksumAlgorithm::Crc64Nvme, |declared| declared.algorithm);
        let staged = self.stage(&put.expected, Some(algorithm), body).await?;
        let head = ObjectHead {
            key: put.key,
            size: staged.size,
            etag: hex(&staged.md5),
            last_modified: whole_seconds(now),
            storage_class: put.storage_class,
            checksum: Checksum {
                algorithm,
                kind: ChecksumType::FullObject,
                value: checksum::encode(&staged.checksum(algorithm)?),
            },
            parts_count: None,
            metadata: put.metadata,
        };
        let (bucket, condition) = (put.bucket, put.condition);
        self.index
            .write(move |connection| name_blob(connection, &bucket, head, staged, &condition))
            .await
    }
}

/// Names a staged blob as the object `head.key`, if the condition holds.
pub(super) fn name_blob(
    connection: &Connection,
    bucket: &str,
    head: ObjectHead,
    staged: Staged,
    condition: &WriteCondition,
) -> Result<Written<ObjectHead>, StorageError> {
    assert_open(connection, bucket)?;
    let replaced = ObjectRow::find(connection, bucket, &head.key)?;
    condition.judge(
        &head.key,
        replaced.as_ref().map(|row| row.head.etag.as_str()),
    )?;
    let row = ObjectRow {
        content: staged.blob.id().as_str().to_owned(),
        head,
    };
    let garbage = row.replace(connection, bucket, replaced)?;
    // INVARIANT: the blob is kept only after the row is written; a refusal above drops and removes it.
    staged.blob.keep();
    Ok(Written {
        value: row.head,
        garbage,
    })
}
