//! Object data in a local directory: an index of names (`index.sqlite3`) beside files of bytes (`blobs/`).
//!
//! A write streams into a new blob, syncs it, and only then names it in the index; the commit of the
//! index is the moment at which the write happens. A process killed before it leaves the old object and
//! an unnamed blob, which the next start removes; killed after it, the new object. Nothing in between
//! is ever visible.
//!
//! The storage knows a bucket only by its immutable storage id; names, owners and policies are records
//! of the replicated store.

mod blob;
mod bucket;
mod collect;
mod copy;
mod delete;
mod error;
mod index;
mod lease;
mod list;
mod multipart;
mod object;
mod object_body;
mod put;
mod read;
mod schema;
mod stage;
mod walk;

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use blob::Blobs;
use collect::Collector;
use index::Index;
use lease::Leases;

pub use copy::{CopyObject, CopyPart, CopySource};
pub use error::StorageError;
pub use list::{After, ListPage, ListQuery, ListedObject, UploadPage, UploadQuery};
pub use multipart::{
    CompleteUpload, CompletedPart, NewUpload, PartPage, PartRecord, UploadPart, UploadRecord,
};
pub use object::{ObjectHead, ObjectMetadata};
pub use object_body::ObjectBody;
pub use put::PutObject;
pub use read::{OpenObject, PartSpan};

/// Random bytes from the one source that the binary owns.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the slice with bytes that nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync + 'static> Entropy for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// The object storage of one directory.
pub struct Storage {
    index: Arc<Index>,
    blobs: Arc<Blobs>,
    leases: Arc<Leases>,
    entropy: Arc<dyn Entropy>,
    /// Held for its end: dropping it stops the collection.
    _collector: Option<Collector>,
}

impl Storage {
    /// Opens the directory, making it when it is missing, and starts to collect what a killed process left.
    ///
    /// # Errors
    /// When another process holds the directory, or the file system or the index fails.
    pub fn open(directory: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StorageError> {
        fs::create_dir_all(directory)?;
        let lock = lock(directory)?;
        let index_path = directory.join("index.sqlite3");
        let connection = schema::open_writer(&index_path)?;
        let generation = schema::next_generation(&connection)?;
        let blobs = Blobs::open(directory.join("blobs"), generation, Arc::clone(&entropy))?;
        blob::sync_directory(directory)?;
        let blobs = Arc::new(blobs);
        let leases = Leases::new(Arc::clone(&blobs));
        let index = Index::start(&index_path, connection, Arc::clone(&leases), lock)?;
        let collector = Collector::start(&index_path, Arc::clone(&blobs))?;
        Ok(Self {
            index: Arc::new(index),
            blobs,
            leases,
            entropy,
            _collector: Some(collector),
        })
    }

    /// Whether the index answers; for readiness checks.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.read(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?))
            .await
    }

    /// Waits for the collection that [`Storage::open`] began.
    #[cfg(test)]
    fn finish_collecting(&mut self) {
        self._collector.take().unwrap().finish();
    }

    /// Runs `read` on a snapshot of the index, away from the threads that serve the network.
    async fn read<T, F>(&self, read: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&rusqlite::Connection) -> Result<T, StorageError> + Send + 'static,
    {
        let index = Arc::clone(&self.index);
        blocking(move || index.read_blocking(read)).await
    }
}

/// Runs file work on a thread that may wait.
async fn blocking<T, F>(work: F) -> Result<T, StorageError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StorageError> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StorageError::Closed)?
}

/// Two processes on one directory would collect each other's uploads, so the second one is refused.
fn lock(directory: &Path) -> Result<File, StorageError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(directory.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError::Damaged(format!(
            "{} is in use by another process",
            directory.display()
        ))),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
