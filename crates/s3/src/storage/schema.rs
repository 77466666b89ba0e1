//! The tables of the object index and how a connection to them is opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::StorageError;

/// Opens the one connection that writes, making the tables where they are missing.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, StorageError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // INVARIANT: FULL makes each commit durable before it is acknowledged; WAL lets readers go on meanwhile.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        ))?,
        VERSION => {}
        newer => {
            return Err(StorageError::Damaged(format!(
                "the index has version {newer}, this program knows {VERSION}"
            )));
        }
    }
    Ok(connection)
}

/// Opens a connection that only reads.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(connection)
}

/// Counts this start of the storage. Blobs carry the number, so that what an earlier, killed process
/// left behind is told apart from an upload under way.
pub(crate) fn next_generation(connection: &Connection) -> Result<u64, StorageError> {
    let generation: i64 = connection.query_row(
        "INSERT INTO counters (name, value) VALUES ('generation', 1)
         ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        [],
        |row| row.get(0),
    )?;
    u64::try_from(generation)
        .map_err(|_| StorageError::Damaged("the generation counter is negative".to_owned()))
}

const VERSION: i64 = 1;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENT_CACHE: usize = 64;

/// Keys are BLOBs, so that they order by their bytes and may hold any character.
///
/// `content` names what an object's bytes are: the blob of that name, or, when `parts_count` is set,
/// the rows of `parts` of that name, in order of their numbers. A multipart upload under way owns its
/// parts by its upload id, and the completed object takes the id over, so that completing copies nothing.
const TABLES: &str = "
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE closed_buckets (bucket TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE objects (
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    content TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum_type TEXT NOT NULL,
    checksum_value TEXT NOT NULL,
    parts_count INTEGER,
    metadata TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX objects_by_content ON objects (content);
CREATE TABLE uploads (
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    upload_id TEXT NOT NULL,
    initiated INTEGER NOT NULL,
    initiator TEXT NOT NULL,
    storage_class TEXT NOT NULL,
    checksum_algorithm TEXT,
    checksum_type TEXT,
    metadata TEXT NOT NULL,
    PRIMARY KEY (bucket, key, upload_id)
) WITHOUT ROWID;
CREATE TABLE parts (
    content TEXT NOT NULL,
    number INTEGER NOT NULL,
    blob TEXT NOT NULL,
    size INTEGER NOT NULL,
    md5 BLOB NOT NULL,
    checksums TEXT NOT NULL,
    last_modified INTEGER NOT NULL,
    PRIMARY KEY (content, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX parts_by_blob ON parts (blob);
";
