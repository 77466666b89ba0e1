//! The one thread that writes: it drains its queue into groups, commits each group with one fsync, then answers.

use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, watch};

use super::{
    connection::checkpoint,
    encoding::from_revision,
    group::judge,
    ids::Ids,
    job::{Job, Request, answer_all, doubt_all, refuse_all, wal_pages},
};
use crate::{Revision, StoreError, feed::Head};

pub(super) struct Writer {
    connection: Connection,
    ids: Ids,
    retained: u64,
    head: watch::Sender<Head>,
    /// Pages written to SQLite's log since the last checkpoint, by estimate.
    wal_pages: usize,
    /// Why nothing is written any more.
    broken: Option<StoreError>,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        retained: u64,
        head: watch::Sender<Head>,
    ) -> Result<Self, StoreError> {
        let ids = Ids::load(&connection)?;
        head.send_modify(|head| head.latest = ids.latest());
        Ok(Self {
            connection,
            ids,
            retained,
            head,
            wal_pages: 0,
            broken: None,
        })
    }

    /// Serves until the queue is closed and empty.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut closing = Vec::new();
        while let Some(first) = jobs.blocking_recv() {
            let mut group = Vec::new();
            let mut bytes = 0;
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Commit { txn, reply } => {
                        bytes += txn.bytes();
                        group.push(Request::Commit { txn, reply });
                    }
                    Job::Outcome { id, reply } => group.push(Request::Outcome { id, reply }),
                    Job::Close { reply } => {
                        // From here on the queue takes nothing more; what is in it is still served.
                        jobs.close();
                        closing.push(reply);
                    }
                }
                let room = group.len() < GROUP_REQUESTS_MAX && bytes < GROUP_BYTES_MAX;
                next = if room { jobs.try_recv().ok() } else { None };
            }
            self.serve(group);
            self.housekeep();
        }
        let finished = match &self.broken {
            Some(error) => Err(error.clone()),
            // Without waiting for open snapshots: what they hold back is found in the log at the next opening.
            None => self
                .connection
                .busy_timeout(Duration::ZERO)
                .map_err(StoreError::from)
                .and_then(|()| checkpoint(&self.connection, "TRUNCATE")),
        };
        self.head.send_modify(|head| head.closed = true);
        for reply in closing {
            // Here as below: whoever has stopped waiting does not want to know.
            drop(reply.send(finished.clone()));
        }
    }

    /// Judges and commits one group and answers everyone in it.
    fn serve(&mut self, group: Vec<Request>) {
        if let Some(error) = &self.broken {
            return refuse_all(group, error);
        }
        let before = self.ids.latest();
        let judged = self
            .connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(StoreError::from)
            .and_then(|()| judge(&group, &mut self.ids, &self.connection));
        let verdicts = match judged {
            Ok(verdicts) => verdicts,
            Err(error) => {
                self.roll_back_to(before);
                self.distrust(&error);
                return refuse_all(group, &error);
            }
        };
        if self.ids.latest() == before {
            self.roll_back_to(before);
            return answer_all(group, verdicts);
        }
        match self
            .connection
            .execute_batch("COMMIT")
            .map_err(StoreError::from)
        {
            Ok(()) => {
                self.wal_pages += group.iter().map(wal_pages).sum::<usize>();
                self.head
                    .send_modify(|head| head.latest = self.ids.latest());
                answer_all(group, verdicts);
            }
            // SQLite answers so before the frame that would make the group valid is whole: nothing happened.
            Err(StoreError::Full) => {
                self.roll_back_to(before);
                refuse_all(group, &StoreError::Full);
            }
            Err(error) => {
                self.roll_back_to(before);
                self.distrust(&error);
                doubt_all(group, &verdicts, &error);
            }
        }
    }

    /// Drops what need not be retained and moves SQLite's log into the database, after everyone was answered.
    fn housekeep(&mut self) {
        if self.broken.is_some() {
            return;
        }
        let done = self.compact().and_then(|()| {
            if self.wal_pages < CHECKPOINT_PAGES {
                return Ok(());
            }
            self.wal_pages = 0;
            checkpoint(&self.connection, "PASSIVE")
        });
        if let Err(error) = done {
            self.roll_back_to(self.ids.latest());
            self.distrust(&error);
        }
    }

    fn compact(&mut self) -> Result<(), StoreError> {
        if self.ids.len()
            < self
                .retained
                .saturating_add(COMPACTION_STEP.min(self.retained))
        {
            return Ok(());
        }
        let last_dropped = Revision(self.ids.latest().0.saturating_sub(self.retained));
        let mut delete = self
            .connection
            .prepare_cached("DELETE FROM log WHERE revision <= ?1")?;
        self.wal_pages += delete.execute([from_revision(last_dropped)?])?;
        self.ids.compact(self.retained);
        Ok(())
    }

    /// Refuses all further writes, unless the device is merely full.
    ///
    /// After a failed write or fsync the kernel may call dirty pages clean and report success for the next fsync
    /// although the data never reached the disk (<https://lwn.net/Articles/752063/>). Nothing written after that may
    /// be acknowledged; only opening the store anew, which writes and syncs its log again, makes it trustworthy.
    fn distrust(&mut self, error: &StoreError) {
        if *error != StoreError::Full {
            self.broken = Some(StoreError::Failed(format!(
                "nothing is written until the store is reopened, because {error}"
            )));
        }
    }

    fn roll_back_to(&mut self, revision: Revision) {
        self.ids.roll_back_to(revision);
        // SQLite has rolled back by itself after some errors; then there is nothing to do.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            self.distrust(&StoreError::Failed(format!("a rollback failed: {error}")));
        }
    }
}

/// Requests in one group: enough that the fsync is shared, few enough that nobody waits long for it.
const GROUP_REQUESTS_MAX: usize = 256;

/// Keys and values in one group, unless a single transaction is larger.
const GROUP_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Pages of 4 KiB after which SQLite's log is moved into the database.
const CHECKPOINT_PAGES: usize = 2000;

/// The log is cut in steps of this many commits, or of what is retained if that is less.
const COMPACTION_STEP: u64 = 256;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tokio::sync::oneshot;

    use super::{super::connection::open_writer, *};
    use crate::{CommitError, Txn, TxnId};

    fn writer(directory: &Path, retained: u64) -> Writer {
        let file = directory.join("test.sqlite");
        std::fs::File::create(&file).unwrap();
        Writer::new(
            open_writer(&file).unwrap(),
            retained,
            watch::Sender::new(Head::default()),
        )
        .unwrap()
    }

    fn serve(writer: &mut Writer, txns: Vec<Txn>) -> Vec<Result<Revision, CommitError>> {
        let (group, answers): (Vec<_>, Vec<_>) = txns
            .into_iter()
            .map(|txn| {
                let (reply, answer) = oneshot::channel();
                (Request::Commit { txn, reply }, answer)
            })
            .unzip();
        writer.serve(group);
        writer.housekeep();
        answers
            .into_iter()
            .map(|mut answer| answer.try_recv().unwrap())
            .collect()
    }

    fn put(id: u8, key: &'static str, bytes: usize) -> Txn {
        Txn::new(TxnId([id; 16])).put(key, vec![id; bytes])
    }

    #[test]
    fn a_group_sees_its_own_writes() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = writer(directory.path(), 10);
        let answers = serve(
            &mut writer,
            vec![
                put(1, "a", 1).check("a", crate::Expect::Absent),
                put(2, "a", 1).check("a", crate::Expect::Absent),
                put(1, "a", 1),
                put(3, "a", 1).check("a", crate::Expect::At(Revision(1))),
            ],
        );
        let conflict = Err(CommitError::Conflict { key: "a".into() });
        assert_eq!(
            answers,
            [Ok(Revision(1)), conflict, Ok(Revision(1)), Ok(Revision(2))]
        );
    }

    #[test]
    fn a_full_disk_refuses_a_group_and_the_engine_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = writer(directory.path(), 10);
        let limit = |writer: &Writer, pages: i64| {
            writer
                .connection
                .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .unwrap();
        };
        limit(&writer, 20);
        let answers = serve(
            &mut writer,
            vec![put(1, "small", 1), put(2, "large", 400_000)],
        );
        assert_eq!(
            answers,
            [Err(StoreError::Full.into()), Err(StoreError::Full.into())]
        );
        assert_eq!(
            serve(&mut writer, vec![put(3, "small", 1)]),
            [Ok(Revision(1))]
        );
        limit(&writer, 100_000);
        assert_eq!(
            serve(&mut writer, vec![put(2, "large", 400_000)]),
            [Ok(Revision(2))]
        );
    }

    #[test]
    fn after_a_failed_commit_the_outcome_is_unknown_and_nothing_more_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = writer(directory.path(), 10);
        // A deferred constraint is the one thing that fails at COMMIT and not before.
        let trap = "CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER trap AFTER INSERT ON log BEGIN INSERT INTO child VALUES (new.revision); END;";
        writer.connection.execute_batch(trap).unwrap();
        let answers = serve(
            &mut writer,
            vec![
                put(1, "a", 1),
                put(2, "b", 1).check("b", crate::Expect::Present),
            ],
        );
        assert!(
            matches!(
                answers.as_slice(),
                [Err(CommitError::Unknown(_)), Err(CommitError::Store(_))]
            ),
            "{answers:?}"
        );
        writer
            .connection
            .execute_batch("DROP TRIGGER trap")
            .unwrap();
        assert!(matches!(
            serve(&mut writer, vec![put(3, "a", 1)]).as_slice(),
            [Err(CommitError::Store(_))]
        ));
        assert_eq!(writer.ids.latest(), Revision(0));
    }

    #[test]
    fn a_failure_within_the_group_undoes_it_and_stops_the_engine() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = writer(directory.path(), 10);
        let trap =
            "CREATE TRIGGER trap BEFORE DELETE ON kv BEGIN SELECT raise(FAIL, 'trapped'); END;";
        writer.connection.execute_batch(trap).unwrap();
        serve(&mut writer, vec![put(1, "a", 1)]);
        let answers = serve(
            &mut writer,
            vec![put(2, "b", 1), Txn::new(TxnId([3; 16])).delete("a")],
        );
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Err(CommitError::Store(StoreError::Failed(_)))))
        );
        let keys: i64 = writer
            .connection
            .query_row("SELECT count(*) FROM kv", [], |row| row.get(0))
            .unwrap();
        assert_eq!((keys, writer.broken.is_some()), (1, true));
    }

    #[test]
    fn the_log_keeps_what_it_must_and_little_more() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = writer(directory.path(), 10);
        for id in 1..=100 {
            assert_eq!(
                serve(&mut writer, vec![put(id, "a", 1)]),
                [Ok(Revision(id.into()))]
            );
            let (rows, latest): (i64, i64) = writer
                .connection
                .query_row("SELECT count(*), max(revision) FROM log", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            assert!(
                (i64::from(id).min(10)..20).contains(&rows),
                "{rows} rows at {id}"
            );
            assert_eq!(latest, i64::from(id));
        }
    }
}
