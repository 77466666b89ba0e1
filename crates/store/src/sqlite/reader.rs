//! Reading beside the writer: each snapshot is a read transaction on a connection of its own.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    connection::open_reader,
    encoding::{decode, from_revision, to_revision},
    files::Files,
};
use crate::{
    BoxFuture, Change, Entry, Revision, Snapshot, StoreError, TxnId, Value,
    feed::{Log, PAGE_CHANGES, Page},
};

/// Connections for reading, kept for reuse.
pub(super) struct Readers {
    files: Files,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(files: Files) -> Self {
        Self {
            files,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(READERS_MAX)),
        }
    }

    /// Runs `work` on a connection and on a thread that may block. Waits while all connections are in use.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)?;
        let home = Arc::clone(self);
        blocking(move || {
            let idle = home
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let connection = match idle {
                Some(connection) => connection,
                None => open_reader(home.database())?,
            };
            work(Reader {
                connection: Some(connection),
                home,
                _permit: permit,
            })
        })
        .await
    }

    fn database(&self) -> &Path {
        &self.files.database
    }
}

/// A borrowed connection; dropping it gives it back.
struct Reader {
    /// `None` only while being dropped.
    connection: Option<Connection>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or(StoreError::Closed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        // Ending a read transaction touches no disk. A connection that cannot end it is closed instead of reused.
        if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() {
            let mut idle = self
                .home
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if idle.len() < READERS_IDLE_MAX {
                idle.push(connection);
            }
        }
    }
}

/// A view of the database at one revision.
pub(super) struct SqliteSnapshot {
    revision: Revision,
    reader: Arc<Mutex<Reader>>,
}

impl SqliteSnapshot {
    /// The state of now.
    pub(super) async fn open(readers: &Arc<Readers>) -> Result<Self, StoreError> {
        readers
            .read(|reader| {
                let connection = reader.connection()?;
                // The transaction begins to see with its first read.
                connection.execute_batch("BEGIN")?;
                let revision = latest(connection)?;
                Ok(Self {
                    revision,
                    reader: Arc::new(Mutex::new(reader)),
                })
            })
            .await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = Arc::clone(&self.reader);
        blocking(move || {
            work(
                reader
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .connection()?,
            )
        })
        .await
    }
}

impl Snapshot for SqliteSnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn get<'a>(
        &'a self,
        key: &'a [u8],
    ) -> BoxFuture<'a, Result<Option<(Value, Revision)>, StoreError>> {
        let key = key.to_vec();
        Box::pin(self.read(move |connection| {
            let mut statement =
                connection.prepare_cached("SELECT value, revision FROM kv WHERE key = ?1")?;
            let row = |row: &rusqlite::Row<'_>| {
                Ok((row.get::<_, Vec<u8>>(0)?.into(), to_revision(row.get(1)?)?))
            };
            Ok(statement.query_row([key], row).optional()?)
        }))
    }

    fn scan<'a>(
        &'a self,
        start: &'a [u8],
        end: &'a [u8],
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Entry>, StoreError>> {
        let (start, end) = (start.to_vec(), end.to_vec());
        Box::pin(self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, value, revision FROM kv WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let entries = statement.query_map(params![start, end, limit], |row| {
                Ok(Entry {
                    key: row.get::<_, Vec<u8>>(0)?.into(),
                    value: row.get::<_, Vec<u8>>(1)?.into(),
                    revision: to_revision(row.get(2)?)?,
                })
            })?;
            Ok(entries.collect::<Result<_, _>>()?)
        }))
    }
}

/// The log as the feeds read it.
pub(super) struct LogReader {
    readers: Arc<Readers>,
}

impl LogReader {
    pub(super) fn new(readers: Arc<Readers>) -> Self {
        Self { readers }
    }
}

impl Log for LogReader {
    fn read(&self, after: Revision) -> BoxFuture<'_, Result<Page, StoreError>> {
        Box::pin(self.readers.read(move |reader| {
            let connection = reader.connection()?;
            connection.execute_batch("BEGIN")?;
            let latest = latest(connection)?;
            let changes = changes(after, connection)?;
            Ok(Page { changes, latest })
        }))
    }
}

fn changes(after: Revision, connection: &Connection) -> Result<Vec<Change>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT revision, txn_id, writes FROM log WHERE revision > ?1 ORDER BY revision LIMIT ?2",
    )?;
    // A reader that is further ahead than SQLite can count finds nothing, and is told so.
    let after = from_revision(after).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![
        after,
        i64::try_from(PAGE_CHANGES).unwrap_or(i64::MAX)
    ])?;
    let mut changes = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let writes: Vec<u8> = row.get(2)?;
        bytes += writes.len();
        changes.push(Change {
            revision: to_revision(row.get(0)?)?,
            id: TxnId(row.get(1)?),
            writes: decode(writes)?,
        });
        if bytes > PAGE_BYTES {
            break;
        }
    }
    Ok(changes)
}

fn latest(connection: &Connection) -> Result<Revision, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(revision), 0) FROM log")?;
    Ok(statement.query_row([], |row| to_revision(row.get(0)?))?)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let gone = |error| StoreError::Failed(format!("a read was abandoned: {error}"));
    tokio::task::spawn_blocking(work).await.map_err(gone)?
}

/// Snapshots and feed reads at one time; whoever comes later waits.
pub(super) const READERS_MAX: usize = 64;

/// Connections kept open for the next reader.
const READERS_IDLE_MAX: usize = 8;

/// A page of the feed ends with the change that exceeds this.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
