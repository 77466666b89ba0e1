//! Collection at start: blobs that a killed process wrote and that no index row names are removed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::blob::{BlobId, Blobs, shards};
use super::error::StorageError;
use super::schema;

/// The collecting thread; it ends by itself after one round, or early when dropped.
pub(crate) struct Collector {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Collector {
    /// Starts one round in the background. It judges by the index as it is now, and looks only at blobs of
    /// earlier generations. So what loses its name from here on is left to whoever takes the name away, who
    /// waits for readers, and uploads under way are never in question.
    pub(crate) fn start(index: &Path, blobs: Arc<Blobs>) -> Result<Self, StorageError> {
        let connection = schema::open_reader(index)?;
        // A transaction takes its snapshot with its first read, which must not be put off to the thread.
        connection.execute_batch("BEGIN")?;
        connection.query_row("SELECT EXISTS (SELECT 1 FROM objects)", [], |_| Ok(()))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("s3-collect".to_owned())
            .spawn(move || match collect(&connection, &blobs, &stopped) {
                Ok(0) => {}
                Ok(removed) => {
                    tracing::info!(removed, "unfinished uploads of an earlier run were removed")
                }
                Err(error) => tracing::warn!(%error, "collecting unfinished uploads stopped"),
            })?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }

    /// Waits for the round to end.
    #[cfg(test)]
    pub(crate) fn finish(mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the collecting thread panicked");
        }
    }
}

fn collect(connection: &Connection, blobs: &Blobs, stop: &AtomicBool) -> Result<u64, StorageError> {
    let mut removed = 0;
    for shard in shards() {
        for blob in blobs.older_blobs(&shard)? {
            if stop.load(Ordering::Relaxed) {
                return Ok(removed);
            }
            if !is_named(connection, &blob)? {
                blobs.remove(&blob)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// Whether an index row names the blob.
fn is_named(connection: &Connection, blob: &BlobId) -> Result<bool, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM objects WHERE content = ?1)
             OR EXISTS (SELECT 1 FROM parts WHERE blob = ?1)",
    )?;
    Ok(statement.query_row([blob.as_str()], |row| row.get(0))?)
}
