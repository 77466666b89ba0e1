//! The replica: follows the store's change feed, publishes states, and commits transactions.

use std::sync::Arc;

use arc_swap::ArcSwap;
use store::{Changes, CommitError, Outcome, Revision, Store, StoreError, TxnId};
use tokio::sync::watch;

use crate::{CorruptRecord, Key, State, WriteTx};

/// The local copy of everything, always at one whole revision.
pub struct Replica {
    store: Arc<dyn Store>,
    state: ArcSwap<State>,
    progress: watch::Sender<Progress>,
}

/// How far the replica has come.
#[derive(Clone, Copy)]
struct Progress {
    revision: Revision,
    /// Nobody follows the feed any more: whoever waits for a later revision would wait for ever.
    has_ended: bool,
}

impl Replica {
    /// Loads everything from `store`. Nothing follows the feed until [`Replica::follow`] runs.
    ///
    /// # Errors
    /// [`ReplicaError`] if the store cannot be read or holds what is not ours.
    pub async fn open(store: Arc<dyn Store>) -> Result<Arc<Self>, ReplicaError> {
        let state = load(store.as_ref()).await?;
        let progress = Progress {
            revision: state.revision(),
            has_ended: false,
        };
        Ok(Arc::new(Self {
            store,
            state: ArcSwap::from_pointee(state),
            progress: watch::Sender::new(progress),
        }))
    }

    /// The newest state at hand. Takes no lock that a writer holds.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// Applies commits as they come, for ever, from one task. Ends only when the store is closed, fails or lies; until
    /// it is called again nothing new is seen, and commits say that they are unavailable instead of waiting.
    ///
    /// # Errors
    /// [`ReplicaError`]; the node must stop serving then, for its state can no longer be trusted to be fresh.
    pub async fn follow(&self) -> Result<(), ReplicaError> {
        let _following = Following::begin(&self.progress);
        let mut changes = self.store.changes(self.state().revision());
        loop {
            match self.follow_one(changes.as_mut()).await {
                Ok(()) => {}
                Err(ReplicaError::Store(StoreError::Closed)) => return Ok(()),
                // We fell behind what the feed retains: begin again from a whole copy.
                Err(ReplicaError::Store(StoreError::RevisionGone { .. })) => {
                    self.publish(load(self.store.as_ref()).await?);
                    changes = self.store.changes(self.state().revision());
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Commits, and returns once this replica shows the commit.
    ///
    /// # Errors
    /// [`CommitFailure::Conflict`] when something the transaction relies on has changed: decide again from a newer
    /// state, which is at hand when this returns. After [`CommitFailure::Unavailable`] it may have taken effect.
    pub async fn commit(&self, id: TxnId, tx: WriteTx) -> Result<(), CommitFailure> {
        let txn = tx.into_txn(id)?;
        match self.store.commit(txn).await {
            Ok(revision) => self.reached(revision).await,
            Err(CommitError::Conflict { .. }) => {
                // The conflicting commit is in the feed; wait for it, or the next attempt would see the same state.
                let latest = self.store.snapshot(store::At::Latest).await?.revision();
                self.reached(latest).await?;
                Err(CommitFailure::Conflict)
            }
            Err(CommitError::Unknown(_)) => match self.store.outcome(id).await? {
                Outcome::Committed(revision) => self.reached(revision).await,
                Outcome::NotCommitted => Err(CommitFailure::Unavailable),
            },
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    async fn follow_one(&self, changes: &mut dyn Changes) -> Result<(), ReplicaError> {
        let change = changes.next().await?;
        let mut next = State::clone(&self.state.load());
        next.apply(change.revision, &change.writes)?;
        self.publish(next);
        Ok(())
    }

    fn publish(&self, state: State) {
        let revision = state.revision();
        self.state.store(Arc::new(state));
        self.progress
            .send_modify(|progress| progress.revision = revision);
    }

    async fn reached(&self, revision: Revision) -> Result<(), CommitFailure> {
        let mut progress = self.progress.subscribe();
        let is_over = |progress: &Progress| progress.revision >= revision || progress.has_ended;
        match progress.wait_for(is_over).await {
            Ok(progress) if progress.revision >= revision => Ok(()),
            _ => Err(CommitFailure::Unavailable),
        }
    }
}

/// Says that the feed is followed, for as long as it lives: also when the task that follows is cancelled.
struct Following<'a>(&'a watch::Sender<Progress>);

impl<'a> Following<'a> {
    fn begin(progress: &'a watch::Sender<Progress>) -> Self {
        progress.send_modify(|progress| progress.has_ended = false);
        Self(progress)
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|progress| progress.has_ended = true);
    }
}

async fn load(store: &dyn Store) -> Result<State, ReplicaError> {
    let mut export = store.export().await?;
    let mut state = State::default();
    while let Some(page) = export.next_page().await? {
        for entry in page {
            state.insert(&Key::from(entry.key.as_ref()), &entry.value, entry.revision)?;
        }
    }
    Ok(state.loaded(export.revision()))
}

/// Why the replica cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store holds a record that cannot be read.
    #[error(transparent)]
    Corrupt(#[from] CorruptRecord),
}

/// Why a transaction did not take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitFailure {
    /// Something it relied on has changed.
    #[error("the transaction raced with another")]
    Conflict,
    /// A record would be larger than the store takes.
    #[error("a record is too large for the store")]
    TooLarge,
    /// The store cannot take writes now.
    #[error("the store cannot take writes now")]
    Unavailable,
}

impl From<StoreError> for CommitFailure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store did not take a commit");
        match error {
            StoreError::TooLarge(_) => Self::TooLarge,
            _ => Self::Unavailable,
        }
    }
}

impl From<CorruptRecord> for CommitFailure {
    fn from(_: CorruptRecord) -> Self {
        Self::Unavailable
    }
}

#[cfg(test)]
mod tests;
