//! Opening SQLite the one way that keeps promises, and the tables.
//! <https://www.sqlite.org/pragma.html>

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// The connection of the writer thread: makes the tables, or checks that they are ours.
pub(super) fn open_writer(database: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        let found = rusqlite::version();
        return Err(StoreError::Failed(format!(
            "SQLite {found} is too old: WAL resets may lose commits"
        )));
    }
    let mut connection = open(database)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Failed(format!(
            "{}: the file system cannot do WAL",
            database.display()
        )));
    }
    // FULL syncs the log at every commit. Checkpoints are the writer's own, after it has answered.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let format: i64 =
        transaction.query_row("SELECT value FROM meta WHERE name = 'format'", [], |row| {
            row.get(0)
        })?;
    if format != FORMAT {
        return Err(StoreError::Corrupt(format!(
            "the store has format {format}, this program knows {FORMAT}"
        )));
    }
    transaction.commit()?;
    // After a failed fsync the log may hold commits that are in the page cache and not on the disk. Copying them
    // into the database writes and syncs them anew, before anybody is told that they exist.
    checkpoint(&connection, "TRUNCATE")?;
    Ok(connection)
}

/// A connection that cannot write.
pub(super) fn open_reader(database: &Path) -> Result<Connection, StoreError> {
    let connection = open(database)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// Moves the log into the database as far as open snapshots allow.
pub(super) fn checkpoint(connection: &Connection, mode: &str) -> Result<(), StoreError> {
    Ok(connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))?)
}

fn open(database: &Path) -> Result<Connection, StoreError> {
    // Neither SQLITE_OPEN_CREATE (the file is there, with its mode) nor SQLITE_OPEN_URI (paths are paths).
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    // No mmap: an I/O error would be a signal, not an answer. cell_size_check finds damaged pages early.
    connection.execute_batch(
        "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// `kv` has no rowid, so that the key is the tree and a scan is a walk. In `log`, `writes` is `encoding`'s.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS kv (
        key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS log (
        revision INTEGER NOT NULL PRIMARY KEY, txn_id BLOB NOT NULL, writes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO meta VALUES ('format', 1);
";

/// The format of the tables above and of `log.writes`.
const FORMAT: i64 = 1;

/// 3.51.3 mends a race that could corrupt a database in WAL mode. <https://www.sqlite.org/wal.html#walresetbug>
const SQLITE_VERSION_MIN: i32 = 3_051_003;
