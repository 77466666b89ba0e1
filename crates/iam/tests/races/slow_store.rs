//! A store whose commits come late, so that requests which were made at the same time decide on the same state.

use std::sync::atomic::{AtomicUsize, Ordering};

use store::{
    At, BoxFuture, Changes, CommitError, Outcome, Revision, Snapshot, Store, StoreError, Txn, TxnId,
};

/// Lets others go first before each commit, as many times as the next of `delays` says.
pub(crate) struct SlowStore<S> {
    inner: S,
    delays: Vec<u32>,
    next: AtomicUsize,
}

impl<S: Store> SlowStore<S> {
    pub(crate) fn new(inner: S, delays: Vec<u32>) -> Self {
        Self {
            inner,
            delays,
            next: AtomicUsize::new(0),
        }
    }
}

impl<S: Store> Store for SlowStore<S> {
    fn snapshot(&self, at: At) -> BoxFuture<'_, Result<Box<dyn Snapshot>, StoreError>> {
        self.inner.snapshot(at)
    }

    fn commit(&self, txn: Txn) -> BoxFuture<'_, Result<Revision, CommitError>> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            for _ in 0..self.delays[turn % self.delays.len()] {
                tokio::task::yield_now().await;
            }
            self.inner.commit(txn).await
        })
    }

    fn outcome(&self, id: TxnId) -> BoxFuture<'_, Result<Outcome, StoreError>> {
        self.inner.outcome(id)
    }

    fn changes(&self, after: Revision) -> Box<dyn Changes> {
        self.inner.changes(after)
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.close()
    }
}
