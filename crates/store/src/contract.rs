//! The contract that every engine honours: a handful of methods on bytes.

use std::pin::Pin;

use crate::{CommitError, Export, Key, Revision, StoreError, Txn, TxnId, Value, Write};

/// A boxed future: the binary chooses the engine at run time, so the traits must work behind `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An ordered key-value store with optimistic transactions.
///
/// Transactions are strictly serializable: each sees every one committed before it, and a commit is durable (as the
/// engine understands the word) before it is acknowledged or visible to any reader.
pub trait Store: Send + Sync + 'static {
    /// An unchanging view of the store.
    ///
    /// Only [`At::Latest`] is promised. For an earlier revision an engine answers either exactly that state or
    /// [`StoreError::RevisionGone`]; for one not reached yet, [`StoreError::RevisionAhead`].
    fn snapshot(&self, at: At) -> BoxFuture<'_, Result<Box<dyn Snapshot>, StoreError>>;

    /// Evaluates the checks in order and, if all hold, applies all writes as the next revision.
    ///
    /// A transaction without writes takes a revision too. Committing an id again answers the revision it got at first
    /// and changes nothing (as long as the feed retains it; contents are not compared). Dropping the future does not
    /// withdraw a transaction that the engine already has; [`Store::outcome`] tells what became of it.
    fn commit(&self, txn: Txn) -> BoxFuture<'_, Result<Revision, CommitError>>;

    /// What became of a transaction whose acknowledgement was lost, as long as the feed retains it.
    ///
    /// [`Outcome::NotCommitted`] is final for whatever was handed to this engine before the question.
    fn outcome(&self, id: TxnId) -> BoxFuture<'_, Result<Outcome, StoreError>>;

    /// The commits after `after`, in order and without gaps.
    fn changes(&self, after: Revision) -> Box<dyn Changes>;

    /// Everything at the latest revision, in the order of the keys.
    fn export(&self) -> BoxFuture<'_, Result<Export, StoreError>> {
        Box::pin(async { Ok(Export::of(self.snapshot(At::Latest).await?)) })
    }

    /// Finishes what was handed in before, makes it durable and refuses whatever comes later with
    /// [`StoreError::Closed`]. Snapshots that are open stay readable; feeds end after the last change.
    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// Which state a snapshot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Every commit that was acknowledged before the call, perhaps more.
    Latest,
    /// The state just after this commit; `Revision(0)` is the empty store.
    Revision(Revision),
}

/// An unchanging view of the store at one revision. Short-lived: an open one holds back the engine's housekeeping.
pub trait Snapshot: Send + Sync {
    /// The last commit that this view shows.
    fn revision(&self) -> Revision;

    /// The value of a key and the revision that wrote it.
    fn get<'a>(
        &'a self,
        key: &'a [u8],
    ) -> BoxFuture<'a, Result<Option<(Value, Revision)>, StoreError>>;

    /// At most `limit` entries with `start <= key < end` in the order of their bytes; fewer than `limit` means that
    /// there are no more. Ends of prefixes and the next page's start come from [`crate::key`].
    fn scan<'a>(
        &'a self,
        start: &'a [u8],
        end: &'a [u8],
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Entry>, StoreError>>;
}

/// One key with what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// Its value.
    pub value: Value,
    /// The revision that wrote the value.
    pub revision: Revision,
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect as this revision.
    Committed(Revision),
    /// It has not taken effect.
    NotCommitted,
}

/// A feed of commits: pull it from one task.
pub trait Changes: Send {
    /// The next commit; waits until there is one. May be cancelled without losing a change.
    ///
    /// [`StoreError::RevisionGone`] means that the next change is no longer retained: take a snapshot and resume from
    /// its revision. [`StoreError::RevisionAhead`] means that the reader has seen commits that the store has not:
    /// the store was restored to an older state, and the reader's own state must be thrown away.
    fn next(&mut self) -> BoxFuture<'_, Result<Change, StoreError>>;
}

/// One commit as the feed tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Exactly one more than the revision of the change before.
    pub revision: Revision,
    /// The transaction.
    pub id: TxnId,
    /// What it wrote, in the order of the transaction; `None` deletes.
    pub writes: Vec<Write>,
}
