//! A process that is killed in the middle of its commits has lost none that it acknowledged.
//!
//! SIGKILL leaves the page cache alone, so this proves recovery, not the fsync; that one fsync precedes each
//! acknowledgement rests on `synchronous = FULL`.
#![expect(clippy::unwrap_used, reason = "helpers of a test")]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use store::{Outcome, Revision, Sqlite, Store, StoreError, TxnId, key};

#[tokio::test]
async fn acknowledged_commits_survive_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        acknowledged.extend(write_until_killed(directory.path(), round));
        let store = Sqlite::open(directory.path()).unwrap();
        verify(&store, &acknowledged).await;
    }
    assert!(
        acknowledged.len() >= usize::from(ROUNDS),
        "the writer never got far enough to prove anything"
    );
}

/// Runs the writer, kills it after some acknowledgements (more in each round) and tells all of them.
fn write_until_killed(directory: &Path, round: u8) -> Vec<(TxnId, Revision)> {
    let mut child = Command::new(writer())
        .arg(directory)
        .arg(round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines.by_ref().take(1 + 7 * usize::from(round)) {
        acknowledged.extend(parse(&line.unwrap(), round));
    }
    child.kill().unwrap();
    // What it printed before it died counts too; its last line may be torn.
    for line in lines {
        acknowledged.extend(parse(&line.unwrap(), round));
    }
    assert!(
        !child.wait().unwrap().success(),
        "it stops only when killed"
    );
    acknowledged
}

fn parse(line: &str, round: u8) -> Option<(TxnId, Revision)> {
    let numbers: Vec<u64> = line
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    let [worker, number, revision] = numbers.as_slice() else {
        return None;
    };
    let mut id = [0; 16];
    id[..2].copy_from_slice(&[round, u8::try_from(*worker).unwrap()]);
    id[8..].copy_from_slice(&number.to_be_bytes());
    Some((TxnId(id), Revision(*revision)))
}

/// Every acknowledged commit is there, whole; the feed has no gap; what was not acknowledged is whole or absent.
async fn verify(store: &Sqlite, acknowledged: &[(TxnId, Revision)]) {
    for (id, revision) in acknowledged {
        assert_eq!(store.outcome(*id).await, Ok(Outcome::Committed(*revision)));
    }
    let mut feed = store.changes(Revision(0));
    store.close().await.unwrap();
    let mut keys = 0;
    let end = loop {
        match feed.next().await {
            Ok(change) => {
                assert_eq!(change.writes.len(), 2);
                keys += 2;
            }
            Err(error) => break error,
        }
    };
    assert_eq!(end, StoreError::Closed);
    assert!(keys >= 2 * acknowledged.len());
}

#[tokio::test]
async fn a_killed_writer_leaves_no_half_commit_in_the_state() {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..3 {
        write_until_killed(directory.path(), round);
    }
    let store = Sqlite::open(directory.path()).unwrap();
    let snapshot = store.snapshot(store::At::Latest).await.unwrap();
    let side = async |prefix: &[u8]| {
        let entries = snapshot
            .scan(prefix, &key::prefix_end(prefix), usize::MAX)
            .await
            .unwrap();
        entries
            .into_iter()
            .map(|entry| (entry.key.slice(1..), entry.value, entry.revision))
            .collect::<Vec<_>>()
    };
    let (left, right) = (side(b"l").await, side(b"r").await);
    assert_eq!(left, right);
    assert_eq!(
        left.len() as u64,
        snapshot.revision().0,
        "one pair a commit"
    );
}

/// Cargo builds the examples of a package before it runs its tests: `target/…/deps/crash-…` and
/// `target/…/examples/crash_writer`.
fn writer() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join("crash_writer")
}

const ROUNDS: u8 = 20;
