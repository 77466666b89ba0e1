//! The embedded engine: one SQLite file, one writer thread with group commit, readers beside it.
//! <https://www.sqlite.org/wal.html>
//!
//! The tables are `kv` (the state), `log` (the retained commits: feed, outcomes, idempotence) and `meta` (the format).
//! The way of a commit: [`Sqlite`] queues a job → `writer` drains the queue and opens one transaction → `group`
//! judges each job in it, later ones seeing what earlier ones wrote → one `COMMIT`, one fsync → everybody is answered.

mod connection;
mod encoding;
mod failure;
mod files;
mod group;
mod ids;
mod job;
mod reader;
mod writer;

use std::{path::Path, sync::Arc, thread};

use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    At, BoxFuture, Changes, CommitError, Outcome, Revision, Snapshot, Store, StoreError, Txn,
    TxnId,
    feed::{Feed, Head},
};
use job::Job;
use reader::{LogReader, Readers, SqliteSnapshot};
use writer::Writer;

/// A store in one directory, served by this process alone. Its futures must be polled within a tokio runtime:
/// reads run on its blocking threads.
///
/// Dropping it waits until everything handed in is decided. The directory is free for another process once the
/// store and all its snapshots and feeds are dropped.
pub struct Sqlite {
    /// `None` only while being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    head: watch::Receiver<Head>,
    readers: Arc<Readers>,
    writer: Option<thread::JoinHandle<()>>,
}

impl Sqlite {
    /// Opens the store in `directory` and makes what does not exist: the directory with mode 0700, its files with
    /// 0600. Blocks for some milliseconds.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process serves the directory, [`StoreError::Corrupt`] for files of
    /// another format, and whatever the file system says.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        Self::open_with_retention(directory, RETAINED_REVISIONS)
    }

    /// As [`Sqlite::open`], retaining at least the last `revisions` commits (at least one) for feeds and outcomes.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn open_with_retention(directory: &Path, revisions: u64) -> Result<Self, StoreError> {
        let files = files::prepare(directory)?;
        let connection = connection::open_writer(&files.database)?;
        let (head_sender, head) = watch::channel(Head::default());
        let writer = Writer::new(connection, revisions.max(1), head_sender)?;
        let (jobs, receiver) = mpsc::channel(QUEUE_JOBS_MAX);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(receiver))
            .map_err(|error| {
                StoreError::Failed(format!("the writer thread cannot start: {error}"))
            })?;
        Ok(Self {
            jobs: Some(jobs),
            head,
            readers: Arc::new(Readers::new(files)),
            writer: Some(thread),
        })
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).await.map_err(|_| StoreError::Closed)
    }
}

impl Store for Sqlite {
    fn snapshot(&self, at: At) -> BoxFuture<'_, Result<Box<dyn Snapshot>, StoreError>> {
        Box::pin(async move {
            if self.head.borrow().closed {
                return Err(StoreError::Closed);
            }
            let snapshot = SqliteSnapshot::open(&self.readers).await?;
            let latest = snapshot.revision();
            match at {
                At::Revision(revision) if revision > latest => {
                    Err(StoreError::RevisionAhead { latest })
                }
                // The tables hold the present only.
                At::Revision(revision) if revision < latest => {
                    Err(StoreError::RevisionGone { oldest: latest })
                }
                _ => Ok(Box::new(snapshot) as Box<dyn Snapshot>),
            }
        })
    }

    fn commit(&self, txn: Txn) -> BoxFuture<'_, Result<Revision, CommitError>> {
        Box::pin(async move {
            txn.validate()?;
            let (reply, answer) = oneshot::channel();
            self.send(Job::Commit { txn, reply }).await?;
            answer
                .await
                .unwrap_or_else(|_| Err(CommitError::Unknown(writer_is_gone())))
        })
    }

    fn outcome(&self, id: TxnId) -> BoxFuture<'_, Result<Outcome, StoreError>> {
        Box::pin(async move {
            // Through the same queue: whatever was handed in before is decided before this question.
            let (reply, answer) = oneshot::channel();
            self.send(Job::Outcome { id, reply }).await?;
            answer.await.unwrap_or_else(|_| Err(writer_is_gone()))
        })
    }

    fn changes(&self, after: Revision) -> Box<dyn Changes> {
        Box::new(Feed::new(
            LogReader::new(Arc::clone(&self.readers)),
            self.head.clone(),
            after,
        ))
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            if self.send(Job::Close { reply }).await.is_ok() {
                return answer.await.unwrap_or_else(|_| Err(writer_is_gone()));
            }
            // Somebody else closes it, or has closed it.
            self.head
                .clone()
                .wait_for(|head| head.closed)
                .await
                .map_err(|_| writer_is_gone())?;
            Ok(())
        })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // A panic of the writer was already told to everyone who waited for an answer.
            drop(writer.join());
        }
    }
}

fn writer_is_gone() -> StoreError {
    StoreError::Failed("the writer thread is gone".to_owned())
}

/// Commits retained unless told otherwise: enough for a reader to be away for a while; a log of some ten
/// megabytes on the disk, and two in memory.
const RETAINED_REVISIONS: u64 = 50_000;

/// Jobs that may wait for the writer; whoever comes later waits before the queue.
const QUEUE_JOBS_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_handles_cannot_serve_one_directory() {
        let directory = tempfile::tempdir().unwrap();
        let first = Sqlite::open(directory.path()).unwrap();
        assert!(matches!(
            Sqlite::open(directory.path()),
            Err(StoreError::Locked(_))
        ));
        drop(first);
        assert!(Sqlite::open(directory.path()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("a/b");
        let _store = Sqlite::open(&directory).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        let files: Vec<_> = directory
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(files.len() >= 3, "{files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
    }

    #[test]
    fn a_stranger_s_file_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(files::DATABASE);
        std::fs::write(&file, "not a database, certainly not one of ours").unwrap();
        assert!(matches!(
            Sqlite::open(directory.path()),
            Err(StoreError::Corrupt(_))
        ));
        assert_eq!(
            std::fs::read(&file).unwrap(),
            b"not a database, certainly not one of ours"
        );
    }

    #[tokio::test]
    async fn a_newer_format_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        drop(Sqlite::open(directory.path()).unwrap());
        let database = rusqlite::Connection::open(directory.path().join(files::DATABASE)).unwrap();
        database
            .execute(
                "UPDATE meta SET value = value + 1 WHERE name = 'format'",
                [],
            )
            .unwrap();
        drop(database);
        assert!(matches!(
            Sqlite::open(directory.path()),
            Err(StoreError::Corrupt(_))
        ));
    }

    #[tokio::test]
    async fn everything_is_there_after_reopening() {
        let directory = tempfile::tempdir().unwrap();
        let id = TxnId([1; 16]);
        {
            let store = Sqlite::open(directory.path()).unwrap();
            store
                .commit(Txn::new(id).put("key", "value"))
                .await
                .unwrap();
            store.close().await.unwrap();
            assert_eq!(store.close().await, Ok(()), "closing twice is closing once");
        }
        let store = Sqlite::open(directory.path()).unwrap();
        let found = store
            .snapshot(At::Latest)
            .await
            .unwrap()
            .get(b"key")
            .await
            .unwrap();
        assert_eq!(found, Some(("value".into(), Revision(1))));
        assert_eq!(store.outcome(id).await, Ok(Outcome::Committed(Revision(1))));
        assert_eq!(store.changes(Revision(0)).next().await.unwrap().id, id);
        assert_eq!(
            store.commit(Txn::new(TxnId([2; 16]))).await,
            Ok(Revision(2))
        );
    }

    #[tokio::test]
    async fn more_snapshots_than_connections_wait_for_their_turn() {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        let mut open = Vec::new();
        for _ in 0..reader::READERS_MAX {
            open.push(store.snapshot(At::Latest).await.unwrap());
        }
        let mut waiting = store.snapshot(At::Latest);
        let polled = std::future::poll_fn(|cx| {
            std::task::Poll::Ready(waiting.as_mut().poll(cx).is_pending())
        })
        .await;
        assert!(polled);
        open.pop();
        assert!(waiting.await.is_ok());
    }
}
