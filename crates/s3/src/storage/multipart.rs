//! Multipart uploads: begun, filled part by part, completed into an object or aborted.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

mod complete;
mod part;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::Storage;
use super::bucket::assert_open;
use super::error::StorageError;
use super::index::Written;
use super::lease::Garbage;
use super::object::{
    ObjectMetadata, damaged, decode_metadata, encode_metadata, seconds, text_key, whole_seconds,
};
use super::stage::Staged;
use crate::body::BodySource;
use crate::checksum::{self, ChecksumAlgorithm, ChecksumType};
use crate::error::S3Error;
use crate::payload::{Expectations, hex};

use part::{PartRow, delete_parts};

pub use complete::{CompleteUpload, CompletedPart};

/// What CreateMultipartUpload records.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// The bucket's storage id.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// Who began it: an ARN, given back by listings.
    pub initiator: String,
    /// `STANDARD` and its kin.
    pub storage_class: String,
    /// The checksum of the object to be, if the request names one.
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
    /// Stored headers of the object to be.
    pub metadata: ObjectMetadata,
}

/// An upload under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    /// The key.
    pub key: String,
    /// Its id; ids of one key order by time.
    pub upload_id: String,
    /// When it began.
    pub initiated: Timestamp,
    /// Who began it.
    pub initiator: String,
    /// `STANDARD` and its kin.
    pub storage_class: String,
    /// The checksum that the client chose, if it did.
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
    /// Stored headers of the object to be.
    pub metadata: ObjectMetadata,
}

/// What UploadPart stores.
#[derive(Debug, Clone)]
pub struct UploadPart {
    /// The bucket's storage id.
    pub bucket: String,
    /// The key of the upload.
    pub key: String,
    /// The upload.
    pub upload_id: String,
    /// 1 to 10,000.
    pub number: u32,
    /// What the payload must be.
    pub expected: Expectations,
}

/// A stored part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRecord {
    /// 1 to 10,000.
    pub number: u32,
    /// Bytes.
    pub size: u64,
    /// The entity tag without quotes.
    pub etag: String,
    /// When it was written.
    pub last_modified: Timestamp,
    /// The checksum to show: the one the client declared, or the one of the upload, if it chose one.
    pub checksum: Option<(ChecksumAlgorithm, String)>,
}

/// A page of parts.
#[derive(Debug)]
pub struct PartPage {
    /// The upload.
    pub upload: UploadRecord,
    /// Parts in order of their numbers.
    pub parts: Vec<PartRecord>,
    /// Whether more follow.
    pub is_truncated: bool,
}

/// Where a staged part goes.
pub(super) struct PartTarget {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) upload_id: String,
    pub(super) number: u32,
}

impl Storage {
    /// Begins an upload.
    ///
    /// # Errors
    /// `OperationAborted`; storage faults.
    pub async fn create_upload(
        &self,
        new: NewUpload,
        now: Timestamp,
    ) -> Result<UploadRecord, StorageError> {
        let mut random = [0_u8; 20];
        self.entropy.fill(&mut random);
        // The time comes first, so that uploads of one key list in the order in which they began.
        let upload_id = format!("{:012x}{}", now.as_millisecond().max(0), hex(&random));
        self.index
            .write(move |connection| {
                assert_open(connection, &new.bucket)?;
                let (bucket, upload) = (
                    new.bucket,
                    UploadRecord {
                        key: new.key,
                        upload_id,
                        initiated: whole_seconds(now),
                        initiator: new.initiator,
                        storage_class: new.storage_class,
                        checksum: new.checksum,
                        metadata: new.metadata,
                    },
                );
                upload.insert(connection, &bucket)?;
                Ok(Written::clean(upload))
            })
            .await
    }

    /// Stores a part; the same number again replaces it.
    ///
    /// # Errors
    /// `NoSuchUpload`, `InvalidRequest` (another checksum than the upload's), and those of
    /// [`Storage::put_object`]; storage faults.
    pub async fn upload_part<B: BodySource>(
        &self,
        part: UploadPart,
        body: &mut B,
        now: Timestamp,
    ) -> Result<PartRecord, StorageError> {
        let target = PartTarget {
            bucket: part.bucket,
            key: part.key,
            upload_id: part.upload_id,
            number: part.number,
        };
        let upload = self
            .find_upload(&target.bucket, &target.key, &target.upload_id)
            .await?;
        let declared = part
            .expected
            .checksum
            .as_ref()
            .map(|declared| declared.algorithm);
        upload.accepts(declared)?;
        let staged = self
            .stage(&part.expected, Some(upload.part_algorithm()), body)
            .await?;
        self.name_part(target, staged, declared.into_iter().collect(), now)
            .await
    }

    /// Drops an upload and its parts.
    ///
    /// # Errors
    /// `NoSuchUpload`; storage faults.
    pub async fn abort_upload(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
    ) -> Result<(), StorageError> {
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        self.index
            .write(move |connection| {
                UploadRecord::find(connection, &bucket, &key, &upload_id)?;
                UploadRecord::delete(connection, &bucket, &key, &upload_id)?;
                let garbage = delete_parts(connection, &upload_id, |_| true)?;
                Ok(Written { value: (), garbage })
            })
            .await
    }

    /// A page of an upload's parts, those with numbers above `marker`.
    ///
    /// # Errors
    /// `NoSuchUpload`; storage faults.
    pub async fn list_parts(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
        marker: u32,
        max_parts: usize,
    ) -> Result<PartPage, StorageError> {
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        self.read(move |connection| {
            let upload = UploadRecord::find(connection, &bucket, &key, &upload_id)?;
            let shown = upload.checksum.map(|(algorithm, _)| algorithm);
            let mut statement = connection.prepare_cached(
                "SELECT number, blob, size, md5, checksums, last_modified FROM parts
                 WHERE content = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
            )?;
            let limit = i64::try_from(max_parts)
                .unwrap_or(i64::MAX)
                .saturating_add(1);
            let mut rows = statement.query(params![upload_id, marker, limit])?;
            let mut parts = Vec::new();
            while let Some(row) = rows.next()? {
                parts.push(PartRow::from_row(row)?.into_record(shown)?);
            }
            let is_truncated = parts.len() > max_parts && max_parts > 0;
            parts.truncate(max_parts);
            Ok(PartPage {
                upload,
                parts,
                is_truncated,
            })
        })
        .await
    }

    /// An upload under way.
    ///
    /// # Errors
    /// `NoSuchUpload`; storage faults.
    pub async fn find_upload(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
    ) -> Result<UploadRecord, StorageError> {
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        self.read(move |connection| UploadRecord::find(connection, &bucket, &key, &upload_id))
            .await
    }

    /// Names a staged blob as a part, if the upload still is under way.
    pub(super) async fn name_part(
        &self,
        target: PartTarget,
        staged: Staged,
        declared: Vec<ChecksumAlgorithm>,
        now: Timestamp,
    ) -> Result<PartRecord, StorageError> {
        self.index
            .write(move |connection| {
                let upload =
                    UploadRecord::find(connection, &target.bucket, &target.key, &target.upload_id)?;
                let shown = declared
                    .first()
                    .copied()
                    .or(upload.checksum.map(|(algorithm, _)| algorithm));
                let mut checksums = BTreeMap::new();
                for algorithm in declared.iter().copied().chain([upload.part_algorithm()]) {
                    let value = checksum::encode(&staged.checksum(algorithm)?);
                    checksums.insert(algorithm.name().to_owned(), value);
                }
                let replaced = PartRow::find(connection, &target.upload_id, target.number)?;
                let row = PartRow {
                    number: target.number,
                    blob: staged.blob.id().clone(),
                    size: staged.size,
                    md5: staged.md5,
                    checksums,
                    last_modified: whole_seconds(now),
                };
                row.insert(connection, &target.upload_id)?;
                let garbage = replaced
                    .map(|old| Garbage::of_part(old.blob))
                    .into_iter()
                    .collect();
                let value = row.into_record(shown)?;
                staged.blob.keep();
                Ok(Written { value, garbage })
            })
            .await
    }
}

impl UploadRecord {
    /// The algorithm computed over every part: the chosen one, or S3's own.
    #[must_use]
    pub fn part_algorithm(&self) -> ChecksumAlgorithm {
        self.checksum
            .map_or(ChecksumAlgorithm::Crc64Nvme, |(algorithm, _)| algorithm)
    }

    /// A part must carry the checksum that the upload was created with.
    fn accepts(&self, declared: Option<ChecksumAlgorithm>) -> Result<(), S3Error> {
        let Some((chosen, _)) = self.checksum else {
            return Ok(());
        };
        if declared == Some(chosen) {
            return Ok(());
        }
        let name = |one: Option<ChecksumAlgorithm>| {
            one.map_or("null".to_owned(), |one| one.name().to_ascii_lowercase())
        };
        Err(S3Error::invalid_request(format!(
            "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
            name(Some(chosen)),
            name(declared)
        )))
    }

    /// Columns: key, upload_id, initiated, initiator, storage_class, checksum_algorithm, checksum_type, metadata.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, StorageError> {
        let algorithm: Option<String> = row.get(5)?;
        let kind: Option<String> = row.get(6)?;
        let checksum = match (algorithm, kind) {
            (Some(algorithm), Some(kind)) => Some((
                ChecksumAlgorithm::from_name(&algorithm).ok_or_else(damaged)?,
                ChecksumType::parse(&kind).ok_or_else(damaged)?,
            )),
            _ => None,
        };
        let metadata: String = row.get(7)?;
        Ok(Self {
            key: text_key(row.get(0)?)?,
            upload_id: row.get(1)?,
            initiated: seconds(row.get(2)?)?,
            initiator: row.get(3)?,
            storage_class: row.get(4)?,
            checksum,
            metadata: decode_metadata(&metadata)?,
        })
    }

    fn find(
        connection: &Connection,
        bucket: &str,
        key: &str,
        upload_id: &str,
    ) -> Result<Self, StorageError> {
        let mut statement = connection.prepare_cached(
            "SELECT key, upload_id, initiated, initiator, storage_class, checksum_algorithm, checksum_type, metadata
             FROM uploads WHERE bucket = ?1 AND key = ?2 AND upload_id = ?3",
        )?;
        let mut rows = statement.query(params![bucket, key.as_bytes(), upload_id])?;
        match rows.next()? {
            Some(row) => Self::from_row(row),
            None => Err(S3Error::no_such_upload(upload_id).into()),
        }
    }

    fn insert(&self, connection: &Connection, bucket: &str) -> Result<(), StorageError> {
        connection
            .prepare_cached(
                "INSERT INTO uploads (bucket, key, upload_id, initiated, initiator, storage_class,
                     checksum_algorithm, checksum_type, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                bucket,
                self.key.as_bytes(),
                self.upload_id,
                self.initiated.as_second(),
                self.initiator,
                self.storage_class,
                self.checksum.map(|(algorithm, _)| algorithm.name()),
                self.checksum.map(|(_, kind)| kind.as_str()),
                encode_metadata(&self.metadata)?,
            ])?;
        Ok(())
    }

    fn delete(
        connection: &Connection,
        bucket: &str,
        key: &str,
        upload_id: &str,
    ) -> Result<(), StorageError> {
        connection
            .prepare_cached(
                "DELETE FROM uploads WHERE bucket = ?1 AND key = ?2 AND upload_id = ?3",
            )?
            .execute(params![bucket, key.as_bytes(), upload_id])?;
        Ok(())
    }
}
