//! The engine without a disk: for simulations and tests, and the model of what every engine must do.

use std::{
    collections::{HashMap, VecDeque},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use imbl::OrdMap;
use tokio::sync::watch;

use crate::{
    At, BoxFuture, Change, Changes, CommitError, Entry, Key, Outcome, Revision, Snapshot, Store,
    StoreError, Txn, TxnId, Value,
    feed::{Feed, Head, Log, PAGE_CHANGES, Page},
};

/// A store in memory. The past is kept as persistent maps that share their nodes, so a snapshot costs one pointer.
pub struct Memory {
    state: Shared,
    head: watch::Sender<Head>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::with_retention(RETAINED_REVISIONS)
    }

    /// An empty store that retains at least the last `revisions` commits for feeds, outcomes and snapshots of the
    /// past (at least one).
    #[must_use]
    pub fn with_retention(revisions: u64) -> Self {
        let state = State {
            retained: revisions.max(1),
            ..State::default()
        };
        Self {
            state: Shared(Arc::new(Mutex::new(state))),
            head: watch::Sender::new(Head::default()),
        }
    }

    fn commit_now(&self, txn: Txn) -> Result<Revision, CommitError> {
        txn.validate()?;
        let mut state = self.state.lock();
        let revision = state.commit(txn)?;
        // Told under the lock, so that feeds never hear of an older revision after a newer one.
        self.head
            .send_modify(|head| head.latest = head.latest.max(revision));
        Ok(revision)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Store for Memory {
    fn snapshot(&self, at: At) -> BoxFuture<'_, Result<Box<dyn Snapshot>, StoreError>> {
        Box::pin(async move { Ok(Box::new(self.state.lock().view(at)?) as Box<dyn Snapshot>) })
    }

    fn commit(&self, txn: Txn) -> BoxFuture<'_, Result<Revision, CommitError>> {
        Box::pin(async move { self.commit_now(txn) })
    }

    fn outcome(&self, id: TxnId) -> BoxFuture<'_, Result<Outcome, StoreError>> {
        Box::pin(async move {
            let revision = self.state.lock().ids.get(&id).copied();
            Ok(revision.map_or(Outcome::NotCommitted, Outcome::Committed))
        })
    }

    fn changes(&self, after: Revision) -> Box<dyn Changes> {
        Box::new(Feed::new(self.state.clone(), self.head.subscribe(), after))
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.state.lock().closed = true;
            self.head.send_modify(|head| head.closed = true);
            Ok(())
        })
    }
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // INVARIANT: no code under this lock panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Map = OrdMap<Key, (Value, Revision)>;

#[derive(Default)]
struct State {
    latest: View,
    /// The retained changes, oldest first, each with the state after it.
    log: VecDeque<(Change, View)>,
    /// The ids of the retained changes.
    ids: HashMap<TxnId, Revision>,
    retained: u64,
    closed: bool,
}

impl State {
    fn commit(&mut self, txn: Txn) -> Result<Revision, CommitError> {
        if self.closed {
            return Err(StoreError::Closed.into());
        }
        if let Some(revision) = self.ids.get(&txn.id) {
            return Ok(*revision);
        }
        for (key, expect) in txn.checks {
            if !expect.holds(self.latest.map.get(&key).map(|(_, revision)| *revision)) {
                return Err(CommitError::Conflict { key });
            }
        }
        let revision = self.latest.revision.next();
        self.latest.revision = revision;
        for (key, value) in &txn.writes {
            match value {
                Some(value) => self
                    .latest
                    .map
                    .insert(key.clone(), (value.clone(), revision)),
                None => self.latest.map.remove(key),
            };
        }
        self.ids.insert(txn.id, revision);
        self.log.push_back((
            Change {
                revision,
                id: txn.id,
                writes: txn.writes,
            },
            self.latest.clone(),
        ));
        self.compact();
        Ok(revision)
    }

    fn compact(&mut self) {
        while self.log.len() as u64 > self.retained {
            if let Some((change, _)) = self.log.pop_front() {
                self.ids.remove(&change.id);
            }
        }
    }

    fn view(&self, at: At) -> Result<View, StoreError> {
        let latest = self.latest.revision;
        match at {
            _ if self.closed => Err(StoreError::Closed),
            At::Latest => Ok(self.latest.clone()),
            At::Revision(revision) if revision == latest => Ok(self.latest.clone()),
            At::Revision(revision) if revision > latest => {
                Err(StoreError::RevisionAhead { latest })
            }
            At::Revision(revision) => {
                let found = self
                    .log
                    .binary_search_by_key(&revision, |(change, _)| change.revision)
                    .ok();
                let oldest = self
                    .log
                    .front()
                    .map_or(latest, |(change, _)| change.revision);
                let view = found
                    .and_then(|index| self.log.get(index))
                    .map(|(_, view)| view.clone());
                view.ok_or(StoreError::RevisionGone { oldest })
            }
        }
    }
}

impl Log for Shared {
    fn read(&self, after: Revision) -> BoxFuture<'_, Result<Page, StoreError>> {
        Box::pin(async move {
            let state = self.lock();
            let start = state
                .log
                .partition_point(|(change, _)| change.revision <= after);
            let changes = state
                .log
                .iter()
                .skip(start)
                .take(PAGE_CHANGES)
                .map(|(change, _)| change.clone());
            Ok(Page {
                changes: changes.collect(),
                latest: state.latest.revision,
            })
        })
    }
}

/// The state just after one commit.
#[derive(Clone, Default)]
struct View {
    map: Map,
    revision: Revision,
}

impl Snapshot for View {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn get<'a>(
        &'a self,
        key: &'a [u8],
    ) -> BoxFuture<'a, Result<Option<(Value, Revision)>, StoreError>> {
        Box::pin(async move { Ok(self.map.get(key).cloned()) })
    }

    fn scan<'a>(
        &'a self,
        start: &'a [u8],
        end: &'a [u8],
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Entry>, StoreError>> {
        Box::pin(async move {
            if start >= end {
                return Ok(Vec::new());
            }
            let range = self
                .map
                .range::<_, [u8]>((Bound::Included(start), Bound::Excluded(end)));
            let entry = |(key, (value, revision)): (&Key, &(Value, Revision))| Entry {
                key: key.clone(),
                value: value.clone(),
                revision: *revision,
            };
            Ok(range.take(limit).map(entry).collect())
        })
    }
}

/// Commits retained unless told otherwise; each keeps some kilobytes of map nodes alive.
const RETAINED_REVISIONS: u64 = 4096;
