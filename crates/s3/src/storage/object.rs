//! What the index knows of an object, and its row.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::blob::BlobId;
use super::error::StorageError;
use super::index::Written;
use super::lease::Garbage;
use crate::checksum::{Checksum, ChecksumAlgorithm, ChecksumType};

/// The headers that a client stores with an object and gets back unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectMetadata {
    /// `Content-Type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// `Cache-Control`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// `Content-Disposition`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// `Content-Encoding`, without `aws-chunked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// `Expires`, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// `x-amz-meta-*`: lower-case name without the prefix, and value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user: BTreeMap<String, String>,
}

/// An object without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectHead {
    /// The key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// The entity tag without quotes.
    pub etag: String,
    /// When it was written, in whole seconds.
    pub last_modified: Timestamp,
    /// `STANDARD` and its kin.
    pub storage_class: String,
    /// Its checksum; CRC-64/NVME where the client named none.
    pub checksum: Checksum,
    /// How many parts it was uploaded in; `None` for PutObject and CopyObject.
    pub parts_count: Option<u32>,
    /// The stored headers.
    pub metadata: ObjectMetadata,
}

/// A row of `objects`.
pub(super) struct ObjectRow {
    pub(super) content: String,
    pub(super) head: ObjectHead,
}

/// One run of an object's bytes.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) blob: BlobId,
    pub(super) size: u64,
}

impl ObjectRow {
    /// Columns: key, content, size, etag, last_modified, storage_class, checksum_algorithm, checksum_type,
    /// checksum_value, parts_count, metadata.
    fn from_row(row: &Row<'_>) -> Result<Self, StorageError> {
        let algorithm: String = row.get(6)?;
        let kind: String = row.get(7)?;
        let metadata: String = row.get(10)?;
        let parts_count: Option<u32> = row.get(9)?;
        Ok(Self {
            content: row.get(1)?,
            head: ObjectHead {
                key: text_key(row.get(0)?)?,
                size: unsigned(row.get(2)?)?,
                etag: row.get(3)?,
                last_modified: seconds(row.get(4)?)?,
                storage_class: row.get(5)?,
                checksum: Checksum {
                    algorithm: ChecksumAlgorithm::from_name(&algorithm).ok_or_else(damaged)?,
                    kind: ChecksumType::parse(&kind).ok_or_else(damaged)?,
                    value: row.get(8)?,
                },
                parts_count,
                metadata: serde_json::from_str(&metadata).map_err(|_| damaged())?,
            },
        })
    }

    pub(super) fn find(
        connection: &Connection,
        bucket: &str,
        key: &str,
    ) -> Result<Option<Self>, StorageError> {
        let mut statement = connection.prepare_cached(
            "SELECT key, content, size, etag, last_modified, storage_class, checksum_algorithm,
                    checksum_type, checksum_value, parts_count, metadata
             FROM objects WHERE bucket = ?1 AND key = ?2",
        )?;
        let mut rows = statement.query(params![bucket, key.as_bytes()])?;
        rows.next()?.map(Self::from_row).transpose()
    }

    /// Writes the row over what was there and gives back the bytes that lost their name.
    pub(super) fn replace(
        &self,
        connection: &Connection,
        bucket: &str,
        replaced: Option<Self>,
    ) -> Result<Vec<Garbage>, StorageError> {
        let head = &self.head;
        let garbage = match replaced {
            Some(row) => vec![row.unname(connection)?],
            None => Vec::new(),
        };
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO objects (bucket, key, content, size, etag, last_modified, storage_class,
                     checksum_algorithm, checksum_type, checksum_value, parts_count, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                bucket,
                head.key.as_bytes(),
                self.content,
                signed(head.size)?,
                head.etag,
                head.last_modified.as_second(),
                head.storage_class,
                head.checksum.algorithm.name(),
                head.checksum.kind.as_str(),
                head.checksum.value,
                head.parts_count,
                encode_metadata(&head.metadata)?,
            ])?;
        Ok(garbage)
    }

    /// Deletes the row.
    pub(super) fn delete(
        self,
        connection: &Connection,
        bucket: &str,
    ) -> Result<Written<()>, StorageError> {
        connection
            .prepare_cached("DELETE FROM objects WHERE bucket = ?1 AND key = ?2")?
            .execute(params![bucket, self.head.key.as_bytes()])?;
        Ok(Written {
            value: (),
            garbage: vec![self.unname(connection)?],
        })
    }

    /// The blobs of the object, in order.
    pub(super) fn pieces(&self, connection: &Connection) -> Result<Vec<Piece>, StorageError> {
        if self.head.parts_count.is_none() {
            let blob = BlobId::parse(&self.content).ok_or_else(damaged)?;
            return Ok(vec![Piece {
                blob,
                size: self.head.size,
            }]);
        }
        let mut statement = connection
            .prepare_cached("SELECT blob, size FROM parts WHERE content = ?1 ORDER BY number")?;
        let mut rows = statement.query([&self.content])?;
        let mut pieces = Vec::new();
        while let Some(row) = rows.next()? {
            let blob: String = row.get(0)?;
            pieces.push(Piece {
                blob: BlobId::parse(&blob).ok_or_else(damaged)?,
                size: unsigned(row.get(1)?)?,
            });
        }
        Ok(pieces)
    }

    /// Takes the object's bytes out of the index.
    fn unname(self, connection: &Connection) -> Result<Garbage, StorageError> {
        let blobs = self
            .pieces(connection)?
            .into_iter()
            .map(|piece| piece.blob)
            .collect();
        if self.head.parts_count.is_some() {
            connection
                .prepare_cached("DELETE FROM parts WHERE content = ?1")?
                .execute([&self.content])?;
        }
        Ok(Garbage {
            content: self.content,
            blobs,
        })
    }
}

pub(super) fn encode_metadata(metadata: &ObjectMetadata) -> Result<String, StorageError> {
    serde_json::to_string(metadata).map_err(|error| StorageError::Damaged(error.to_string()))
}

pub(super) fn decode_metadata(text: &str) -> Result<ObjectMetadata, StorageError> {
    serde_json::from_str(text).map_err(|_| damaged())
}

pub(super) fn text_key(key: Vec<u8>) -> Result<String, StorageError> {
    String::from_utf8(key).map_err(|_| damaged())
}

pub(super) fn unsigned(value: i64) -> Result<u64, StorageError> {
    u64::try_from(value).map_err(|_| damaged())
}

pub(super) fn signed(value: u64) -> Result<i64, StorageError> {
    i64::try_from(value).map_err(|_| damaged())
}

pub(super) fn seconds(value: i64) -> Result<Timestamp, StorageError> {
    Timestamp::from_second(value).map_err(|_| damaged())
}

/// S3 shows times in whole seconds and compares conditions with them, so nothing finer is kept.
pub(super) fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

pub(super) fn damaged() -> StorageError {
    StorageError::Damaged("a row of the index cannot be read".to_owned())
}
