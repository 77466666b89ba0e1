//! A wrapper that makes any engine fail on command, for the tests of whoever uses a store.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::{
    At, BoxFuture, Change, Changes, CommitError, Key, Outcome, Revision, Snapshot, Store,
    StoreError, Txn, TxnId,
};

/// What a commit does instead of succeeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers a conflict on the first checked (else written) key; nothing is written.
    Conflict,
    /// Answers [`StoreError::Failed`]; nothing is written.
    Fail,
    /// Commits, but answers [`CommitError::Unknown`]: the acknowledgement was lost.
    UnknownCommitted,
    /// Answers [`CommitError::Unknown`]; nothing is written: the request was lost.
    UnknownNotCommitted,
}

/// An engine with injected faults.
///
/// ```
/// use store::{CommitError, Memory, Outcome, Revision, Store, Txn, TxnId, faulty::{Fault, Faulty}};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let store = Faulty::new(Memory::new());
/// store.on_commit(1, Fault::UnknownCommitted);
/// let id = TxnId([1; 16]);
/// assert!(matches!(store.commit(Txn::new(id)).await, Err(CommitError::Unknown(_))));
/// assert_eq!(store.outcome(id).await, Ok(Outcome::Committed(Revision(1))));
/// # });
/// ```
pub struct Faulty<S> {
    inner: S,
    commits: AtomicU64,
    plan: Mutex<BTreeMap<u64, Fault>>,
    down: Arc<AtomicBool>,
}

impl<S: Store> Faulty<S> {
    /// Wraps an engine; without further orders nothing fails.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            commits: AtomicU64::new(0),
            plan: Mutex::default(),
            down: Arc::default(),
        }
    }

    /// Lets the `n`-th commit from now (1 is the next) fail in this way.
    pub fn on_commit(&self, n: u64, fault: Fault) {
        let number = self.commits.load(Ordering::SeqCst).saturating_add(n);
        self.plan
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(number, fault);
    }

    /// While the store is down, every call (also on its feeds, not on open snapshots) answers [`StoreError::Failed`].
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Commits asked for so far, failed ones included.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// The engine inside.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    fn planned(&self) -> Option<Fault> {
        let number = self
            .commits
            .fetch_add(1, Ordering::SeqCst)
            .saturating_add(1);
        self.plan
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&number)
    }
}

impl<S: Store> Store for Faulty<S> {
    fn snapshot(&self, at: At) -> BoxFuture<'_, Result<Box<dyn Snapshot>, StoreError>> {
        Box::pin(async move {
            refuse_when(&self.down)?;
            self.inner.snapshot(at).await
        })
    }

    fn commit(&self, txn: Txn) -> BoxFuture<'_, Result<Revision, CommitError>> {
        Box::pin(async move {
            let planned = self.planned();
            refuse_when(&self.down)?;
            match planned {
                None => self.inner.commit(txn).await,
                Some(Fault::Conflict) => Err(CommitError::Conflict {
                    key: first_key(&txn),
                }),
                Some(Fault::Fail) => Err(injected().into()),
                Some(Fault::UnknownCommitted) => {
                    self.inner.commit(txn).await?;
                    Err(CommitError::Unknown(injected()))
                }
                Some(Fault::UnknownNotCommitted) => Err(CommitError::Unknown(injected())),
            }
        })
    }

    fn outcome(&self, id: TxnId) -> BoxFuture<'_, Result<Outcome, StoreError>> {
        Box::pin(async move {
            refuse_when(&self.down)?;
            self.inner.outcome(id).await
        })
    }

    fn changes(&self, after: Revision) -> Box<dyn Changes> {
        Box::new(FaultyChanges {
            inner: self.inner.changes(after),
            down: Arc::clone(&self.down),
        })
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.close()
    }
}

struct FaultyChanges {
    inner: Box<dyn Changes>,
    down: Arc<AtomicBool>,
}

impl Changes for FaultyChanges {
    fn next(&mut self) -> BoxFuture<'_, Result<Change, StoreError>> {
        Box::pin(async move {
            refuse_when(&self.down)?;
            self.inner.next().await
        })
    }
}

fn refuse_when(down: &AtomicBool) -> Result<(), StoreError> {
    if down.load(Ordering::SeqCst) {
        Err(injected())
    } else {
        Ok(())
    }
}

fn first_key(txn: &Txn) -> Key {
    let checked = txn.checks.first().map(|(key, _)| key);
    checked
        .or_else(|| txn.writes.first().map(|(key, _)| key))
        .cloned()
        .unwrap_or_default()
}

fn injected() -> StoreError {
    StoreError::Failed("injected fault".to_owned())
}
