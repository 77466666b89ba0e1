//! ListObjects, ListObjectsV2 and ListMultipartUploads over the index.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use jiff::Timestamp;
use rusqlite::Row;

use super::Storage;
use super::error::StorageError;
use super::multipart::UploadRecord;
use super::object::{damaged, seconds, text_key, unsigned};
use super::walk::{Item, Walk, walk};
use crate::checksum::{ChecksumAlgorithm, ChecksumType};

pub use super::walk::After;

/// A page of objects that is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Only keys that begin with this.
    pub prefix: String,
    /// Rolls keys up to the first of these after the prefix.
    pub delimiter: Option<String>,
    /// Where to go on.
    pub after: Option<After>,
    /// Entries and common prefixes on the page, together.
    pub max_keys: usize,
}

/// A page of objects.
#[derive(Debug, Default)]
pub struct ListPage {
    /// Objects in order of their keys' bytes.
    pub objects: Vec<ListedObject>,
    /// Common prefixes in order.
    pub common_prefixes: Vec<String>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<After>,
}

/// An object on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObject {
    /// The key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// The entity tag without quotes.
    pub etag: String,
    /// When it was written.
    pub last_modified: Timestamp,
    /// `STANDARD` and its kin.
    pub storage_class: String,
    /// The algorithm of its checksum.
    pub checksum_algorithm: ChecksumAlgorithm,
    /// What its checksum covers.
    pub checksum_type: ChecksumType,
}

/// A page of uploads that is asked for.
#[derive(Debug, Clone, Default)]
pub struct UploadQuery {
    /// Only keys that begin with this.
    pub prefix: String,
    /// Rolls keys up to the first of these after the prefix.
    pub delimiter: Option<String>,
    /// Where to go on.
    pub after: Option<After>,
    /// Uploads and common prefixes on the page, together.
    pub max_uploads: usize,
}

/// A page of uploads.
#[derive(Debug, Default)]
pub struct UploadPage {
    /// Uploads by key, then by time of initiation.
    pub uploads: Vec<UploadRecord>,
    /// Common prefixes in order.
    pub common_prefixes: Vec<String>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<After>,
}

impl Storage {
    /// A page of a bucket's objects, as of one moment.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn list_objects(
        &self,
        bucket: &str,
        query: ListQuery,
    ) -> Result<ListPage, StorageError> {
        let bucket = bucket.to_owned();
        let question = Walk {
            prefix: query.prefix,
            delimiter: query.delimiter,
            max: query.max_keys,
            after: query.after,
        };
        self.read(move |connection| {
            let (items, more) = walk(connection, OBJECTS, &bucket, &question, listed_object)?;
            let mut page = ListPage::default();
            if more {
                page.next = items.last().map(|last| match last {
                    Item::Entry(object) => After::Key(object.key.clone()),
                    Item::Prefix(common) => After::Prefix(common.clone()),
                });
            }
            for item in items {
                match item {
                    Item::Entry(object) => page.objects.push(object),
                    Item::Prefix(common) => page.common_prefixes.push(common),
                }
            }
            Ok(page)
        })
        .await
    }

    /// A page of a bucket's multipart uploads under way, as of one moment.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn list_uploads(
        &self,
        bucket: &str,
        query: UploadQuery,
    ) -> Result<UploadPage, StorageError> {
        let bucket = bucket.to_owned();
        let question = Walk {
            prefix: query.prefix,
            delimiter: query.delimiter,
            max: query.max_uploads,
            after: query.after,
        };
        self.read(move |connection| {
            let (items, more) = walk(
                connection,
                UPLOADS,
                &bucket,
                &question,
                UploadRecord::from_row,
            )?;
            let mut page = UploadPage::default();
            if more {
                page.next = items.last().map(|last| match last {
                    Item::Entry(upload) => {
                        After::Upload(upload.key.clone(), upload.upload_id.clone())
                    }
                    Item::Prefix(common) => After::Prefix(common.clone()),
                });
            }
            for item in items {
                match item {
                    Item::Entry(upload) => page.uploads.push(upload),
                    Item::Prefix(common) => page.common_prefixes.push(common),
                }
            }
            Ok(page)
        })
        .await
    }
}

fn listed_object(row: &Row<'_>) -> Result<ListedObject, StorageError> {
    let algorithm: String = row.get(5)?;
    let kind: String = row.get(6)?;
    Ok(ListedObject {
        key: text_key(row.get(0)?)?,
        size: unsigned(row.get(1)?)?,
        etag: row.get(2)?,
        last_modified: seconds(row.get(3)?)?,
        storage_class: row.get(4)?,
        checksum_algorithm: ChecksumAlgorithm::from_name(&algorithm).ok_or_else(damaged)?,
        checksum_type: ChecksumType::parse(&kind).ok_or_else(damaged)?,
    })
}

const OBJECTS: &str = "
SELECT key, size, etag, last_modified, storage_class, checksum_algorithm, checksum_type
FROM objects WHERE bucket = ?1 AND key >= ?2 ORDER BY key";

const UPLOADS: &str = "
SELECT key, upload_id, initiated, initiator, storage_class, checksum_algorithm, checksum_type, metadata
FROM uploads WHERE bucket = ?1 AND (key, upload_id) > (?2, ?3) ORDER BY key, upload_id";
