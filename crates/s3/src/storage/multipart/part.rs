//! The rows of `parts`: what an upload under way, or an object completed from one, is made of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::PartRecord;
use crate::checksum::ChecksumAlgorithm;
use crate::payload::hex;
use crate::storage::blob::BlobId;
use crate::storage::error::StorageError;
use crate::storage::lease::Garbage;
use crate::storage::object::{damaged, seconds, signed, unsigned};

/// A row of `parts`.
pub(super) struct PartRow {
    pub(super) number: u32,
    pub(super) blob: BlobId,
    pub(super) size: u64,
    pub(super) md5: [u8; 16],
    pub(super) checksums: BTreeMap<String, String>,
    pub(super) last_modified: Timestamp,
}

impl PartRow {
    /// Columns: number, blob, size, md5, checksums, last_modified.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, StorageError> {
        let blob: String = row.get(1)?;
        let checksums: String = row.get(4)?;
        Ok(Self {
            number: row.get(0)?,
            blob: BlobId::parse(&blob).ok_or_else(damaged)?,
            size: unsigned(row.get(2)?)?,
            md5: row.get(3)?,
            checksums: serde_json::from_str(&checksums).map_err(|_| damaged())?,
            last_modified: seconds(row.get(5)?)?,
        })
    }

    pub(super) fn find(
        connection: &Connection,
        content: &str,
        number: u32,
    ) -> Result<Option<Self>, StorageError> {
        let mut statement = connection.prepare_cached(
            "SELECT number, blob, size, md5, checksums, last_modified FROM parts
             WHERE content = ?1 AND number = ?2",
        )?;
        let mut rows = statement.query(params![content, number])?;
        rows.next()?.map(Self::from_row).transpose()
    }

    pub(super) fn insert(
        &self,
        connection: &Connection,
        content: &str,
    ) -> Result<(), StorageError> {
        let checksums = serde_json::to_string(&self.checksums).map_err(|_| damaged())?;
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO parts (content, number, blob, size, md5, checksums, last_modified)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                content,
                self.number,
                self.blob.as_str(),
                signed(self.size)?,
                self.md5,
                checksums,
                self.last_modified.as_second(),
            ])?;
        Ok(())
    }

    pub(super) fn into_record(
        self,
        shown: Option<ChecksumAlgorithm>,
    ) -> Result<PartRecord, StorageError> {
        let checksum = match shown {
            None => None,
            Some(algorithm) => {
                let value = self.checksums.get(algorithm.name()).cloned();
                Some((algorithm, value.ok_or_else(damaged)?))
            }
        };
        Ok(PartRecord {
            number: self.number,
            size: self.size,
            etag: hex(&self.md5),
            last_modified: self.last_modified,
            checksum,
        })
    }
}

/// Deletes the parts whose numbers are meant, and gives back their blobs as garbage.
pub(super) fn delete_parts(
    connection: &Connection,
    content: &str,
    meant: impl Fn(u32) -> bool,
) -> Result<Vec<Garbage>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT number, blob FROM parts WHERE content = ?1 ORDER BY number")?;
    let mut rows = statement.query([content])?;
    let mut garbage = Vec::new();
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        if meant(number) {
            let name: String = row.get(1)?;
            garbage.push(Garbage::of_part(BlobId::parse(&name).ok_or_else(damaged)?));
            numbers.push(number);
        }
    }
    let mut delete =
        connection.prepare_cached("DELETE FROM parts WHERE content = ?1 AND number = ?2")?;
    for number in numbers {
        delete.execute(params![content, number])?;
    }
    Ok(garbage)
}
