//! The life of a bucket's storage id: open until it is closed for good.

use rusqlite::{Connection, params};

use super::Storage;
use super::blob::BlobId;
use super::error::StorageError;
use super::index::Written;
use super::lease::Garbage;
use super::object::damaged;
use crate::error::S3ErrorCode;

impl Storage {
    /// Closes an empty bucket: from here on every write under its storage id is refused. Uploads under
    /// way are dropped; AWS lets them not stop DeleteBucket. Doing it twice is the same as once.
    ///
    /// The order of DeleteBucket is: close here, delete the record, and [`Storage::reopen_bucket`] should
    /// the record turn out to stay. So no object can slip into a bucket whose record is going.
    ///
    /// # Errors
    /// `BucketNotEmpty`; storage faults.
    pub async fn close_bucket(&self, bucket: &str) -> Result<(), StorageError> {
        let bucket = bucket.to_owned();
        self.index
            .write(move |connection| {
                let filled: bool = connection
                    .prepare_cached("SELECT EXISTS (SELECT 1 FROM objects WHERE bucket = ?1)")?
                    .query_row([&bucket], |row| row.get(0))?;
                if filled {
                    return Err(S3ErrorCode::BucketNotEmpty.into());
                }
                connection
                    .prepare_cached("INSERT OR IGNORE INTO closed_buckets (bucket) VALUES (?1)")?
                    .execute([&bucket])?;
                let garbage = drop_uploads(connection, &bucket)?;
                Ok(Written { value: (), garbage })
            })
            .await
    }

    /// Opens a closed bucket again, because its record was not deleted after all.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn reopen_bucket(&self, bucket: &str) -> Result<(), StorageError> {
        let bucket = bucket.to_owned();
        self.index
            .write(move |connection| {
                connection
                    .prepare_cached("DELETE FROM closed_buckets WHERE bucket = ?1")?
                    .execute([&bucket])?;
                Ok(Written::clean(()))
            })
            .await
    }

    /// The storage ids that are closed.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn closed_buckets(&self) -> Result<Vec<String>, StorageError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT bucket FROM closed_buckets")?;
            let buckets = statement.query_map([], |row| row.get(0))?;
            Ok(buckets.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Refuses to write into a bucket that is being deleted. Every write job begins with this.
pub(super) fn assert_open(connection: &Connection, bucket: &str) -> Result<(), StorageError> {
    let closed: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM closed_buckets WHERE bucket = ?1)")?
        .query_row([bucket], |row| row.get(0))?;
    if closed {
        Err(S3ErrorCode::OperationAborted.into())
    } else {
        Ok(())
    }
}

fn drop_uploads(connection: &Connection, bucket: &str) -> Result<Vec<Garbage>, StorageError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM parts WHERE content IN (SELECT upload_id FROM uploads WHERE bucket = ?1)
         RETURNING blob",
    )?;
    let mut rows = statement.query([bucket])?;
    let mut garbage = Vec::new();
    while let Some(row) = rows.next()? {
        let blob: String = row.get(0)?;
        garbage.push(Garbage::of_part(BlobId::parse(&blob).ok_or_else(damaged)?));
    }
    connection
        .prepare_cached("DELETE FROM uploads WHERE bucket = ?1")?
        .execute(params![bucket])?;
    Ok(garbage)
}
