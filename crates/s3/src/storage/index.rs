//! The object index: one thread writes and commits in groups, any number of readers read snapshots.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::error::StorageError;
use super::lease::{Garbage, Leases};
use super::schema;

/// Access to the index.
pub(crate) struct Index {
    path: PathBuf,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Mutex<Vec<Connection>>,
}

/// Runs inside the group's transaction; gives back what is to be done once the group is settled.
type Job = Box<dyn FnOnce(&Connection) -> Settle + Send>;

/// Told whether the group was committed, answers whoever waits, and says what may now be removed.
type Settle = Box<dyn FnOnce(Result<(), String>) -> Vec<Garbage> + Send>;

/// What a write gives back: its value, and what it left without a name.
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) garbage: Vec<Garbage>,
}

impl<T> Written<T> {
    /// A write that left nothing behind.
    pub(crate) fn clean(value: T) -> Self {
        Self {
            value,
            garbage: Vec::new(),
        }
    }
}

impl Index {
    /// Starts the writing thread on an opened connection. `lock` is held until the thread has ended.
    pub(crate) fn start(
        path: &Path,
        connection: Connection,
        leases: Arc<Leases>,
        lock: std::fs::File,
    ) -> Result<Self, StorageError> {
        let (jobs, queue) = mpsc::channel(QUEUE_MAX);
        let writer = thread::Builder::new()
            .name("s3-index".to_owned())
            .spawn(move || {
                write_in_groups(&connection, queue, &leases);
                drop(connection);
                drop(lock);
            })?;
        Ok(Self {
            path: path.to_owned(),
            jobs: Some(jobs),
            writer: Some(writer),
            readers: Mutex::default(),
        })
    }

    /// Runs `job` in a transaction and returns once it is durable. An error rolls back this job alone.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<Written<T>, StorageError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = in_savepoint(connection, job);
            Box::new(move |committed| {
                let (reply, garbage) = match (outcome, committed) {
                    (Ok(written), Ok(())) => (Ok(written.value), written.garbage),
                    (Ok(_), Err(cause)) => (Err(StorageError::Commit(cause)), Vec::new()),
                    (Err(error), _) => (Err(error), Vec::new()),
                };
                // Nobody waits any more when the client has gone; the write stands all the same.
                let _ = answer.send(reply);
                garbage
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StorageError::Closed)?;
        jobs.send(job).await.map_err(|_| StorageError::Closed)?;
        answered.await.map_err(|_| StorageError::Closed)?
    }

    /// Runs `read` on one consistent snapshot, on the thread of the caller.
    pub(crate) fn read_blocking<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = self.lock_readers().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => schema::open_reader(&self.path)?,
        };
        let transaction = connection.unchecked_transaction()?;
        let outcome = read(&transaction);
        transaction.finish()?;
        let mut readers = self.lock_readers();
        if readers.len() < IDLE_READERS_MAX {
            readers.push(connection);
        }
        outcome
    }

    fn lock_readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Index {
    /// Lets queued writes end, so that a storage opened next finds the directory free.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the thread of the object index panicked");
        }
    }
}

/// Takes what is queued as one transaction, so that many clients share one sync of the disk.
fn write_in_groups(connection: &Connection, mut queue: mpsc::Receiver<Job>, leases: &Leases) {
    while let Some(first) = queue.blocking_recv() {
        let mut settles = Vec::new();
        let begun = connection.execute_batch("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(job) = next {
            settles.push(job(connection));
            next = if settles.len() < GROUP_MAX {
                queue.try_recv().ok()
            } else {
                None
            };
        }
        let committed = begun
            .and_then(|()| connection.execute_batch("COMMIT"))
            .map_err(|error| error.to_string());
        if committed.is_err() && !connection.is_autocommit() {
            // A failed ROLLBACK leaves the transaction open, and the next BEGIN then fails: no write is believed.
            if let Err(error) = connection.execute_batch("ROLLBACK") {
                tracing::error!(%error, "the object index could not roll back");
            }
        }
        let garbage: Vec<Garbage> = settles
            .into_iter()
            .flat_map(|settle| settle(committed.clone()))
            .collect();
        garbage.into_iter().for_each(|one| leases.discard(one));
    }
}

/// Gives a job its own savepoint, so that a refused job takes nothing of its group with it.
fn in_savepoint<T>(
    connection: &Connection,
    job: impl FnOnce(&Connection) -> Result<Written<T>, StorageError>,
) -> Result<Written<T>, StorageError> {
    if connection.is_autocommit() {
        // BEGIN failed, or a full disk ended the group: outside a transaction nothing may be written.
        return Err(StorageError::Commit("no transaction is open".to_owned()));
    }
    connection.execute_batch("SAVEPOINT job")?;
    match job(connection) {
        Ok(written) => {
            connection.execute_batch("RELEASE job")?;
            Ok(written)
        }
        Err(error) => {
            connection.execute_batch("ROLLBACK TO job; RELEASE job")?;
            Err(error)
        }
    }
}

/// Writes that may wait; more than that hold their clients back.
const QUEUE_MAX: usize = 256;
/// Writes that share one commit.
const GROUP_MAX: usize = 64;
/// Reading connections kept open.
const IDLE_READERS_MAX: usize = 8;
