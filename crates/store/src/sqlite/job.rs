//! What the writer is asked for, and the ways to answer a whole group.

use tokio::sync::oneshot;

use super::group::Verdict;
use crate::{CommitError, Outcome, Revision, StoreError, Txn, TxnId};

/// What the queue carries.
pub(super) enum Job {
    Commit {
        txn: Txn,
        reply: oneshot::Sender<Result<Revision, CommitError>>,
    },
    Outcome {
        id: TxnId,
        reply: oneshot::Sender<Result<Outcome, StoreError>>,
    },
    Close {
        reply: oneshot::Sender<Result<(), StoreError>>,
    },
}

/// A job that is judged within a group.
pub(super) enum Request {
    Commit {
        txn: Txn,
        reply: oneshot::Sender<Result<Revision, CommitError>>,
    },
    Outcome {
        id: TxnId,
        reply: oneshot::Sender<Result<Outcome, StoreError>>,
    },
}

/// The group is committed (or had nothing to commit): every verdict is true.
pub(super) fn answer_all(group: Vec<Request>, verdicts: Vec<Verdict>) {
    for (request, verdict) in group.into_iter().zip(verdicts) {
        match (request, verdict) {
            (
                Request::Commit { reply, .. },
                Verdict::Applied(revision) | Verdict::Repeated(revision),
            ) => {
                drop(reply.send(Ok(revision)));
            }
            (Request::Commit { reply, .. }, Verdict::Conflict(key)) => {
                drop(reply.send(Err(CommitError::Conflict { key })));
            }
            (Request::Outcome { reply, .. }, Verdict::Outcome(outcome)) => {
                drop(reply.send(Ok(outcome)))
            }
            // INVARIANT: `judge` gives each kind of request its own kind of verdict. Dropping the reply would read
            // as an unknown outcome, which is never wrong.
            (Request::Commit { .. }, Verdict::Outcome(_)) | (Request::Outcome { .. }, _) => {}
        }
    }
}

/// Nothing of the group took effect.
pub(super) fn refuse_all(group: Vec<Request>, error: &StoreError) {
    for request in group {
        match request {
            Request::Commit { reply, .. } => {
                drop(reply.send(Err(CommitError::Store(error.clone()))))
            }
            Request::Outcome { reply, .. } => drop(reply.send(Err(error.clone()))),
        }
    }
}

/// The commit of the group failed: its frames may be on the disk or not, so nobody can say what will be found there.
/// Answers that do not rest on the group's own writes are withheld as well: they may have read them.
pub(super) fn doubt_all(group: Vec<Request>, verdicts: &[Verdict], error: &StoreError) {
    for (request, verdict) in group.into_iter().zip(verdicts) {
        match request {
            Request::Commit { reply, .. } => drop(reply.send(Err(match verdict {
                Verdict::Conflict(_) => CommitError::Store(error.clone()),
                _ => CommitError::Unknown(error.clone()),
            }))),
            Request::Outcome { reply, .. } => drop(reply.send(Err(error.clone()))),
        }
    }
}

/// How many pages a request dirties, by estimate: two per key (its leaf, and sometimes a parent), two for the log,
/// and the values' own in both.
pub(super) fn wal_pages(request: &Request) -> usize {
    match request {
        Request::Commit { txn, .. } => 2 + 2 * txn.writes.len() + 2 * txn.bytes() / 4096,
        Request::Outcome { .. } => 0,
    }
}
