//! Transactions: reads that remember what they saw, and writes that take effect only if it still stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use store::{Expect, Revision, TXN_OPERATIONS_MAX, Txn, TxnId};

use crate::{CommitFailure, Key, Record, State, Stored};

/// Anything that can be read.
pub trait Reads {
    /// The record at `key`, which the transaction thereby relies on.
    fn read(&mut self, key: &Key) -> Option<Record>;

    /// The snapshot below, for listings. What is seen there is not relied on, and own writes do not show.
    fn state(&self) -> &State;
}

/// Reads of one snapshot. Writing is impossible by type.
#[derive(Clone, Debug)]
pub struct ReadTx {
    state: Arc<State>,
    /// What was looked at and which revision had written it; absent things are remembered too. In the order of
    /// looking, a key perhaps more than once: sorting is for those who commit.
    seen: Vec<(Key, Option<Revision>)>,
}

impl ReadTx {
    /// A transaction on this snapshot.
    #[must_use]
    pub fn new(state: Arc<State>) -> Self {
        Self {
            state,
            seen: Vec::new(),
        }
    }
}

impl Reads for ReadTx {
    fn read(&mut self, key: &Key) -> Option<Record> {
        let entry = self.state.entry(key);
        self.seen
            .push((key.clone(), entry.map(|entry| entry.revision)));
        entry.map(|entry| entry.record.clone())
    }

    fn state(&self) -> &State {
        &self.state
    }
}

/// Changes on top of a snapshot.
#[derive(Clone, Debug)]
pub struct WriteTx {
    reads: ReadTx,
    writes: BTreeMap<Key, Option<Record>>,
}

impl WriteTx {
    /// A transaction that goes on from `reads` and relies on all that was seen there.
    #[must_use]
    pub fn new(reads: ReadTx) -> Self {
        Self {
            reads,
            writes: BTreeMap::new(),
        }
    }

    /// Writes a record, new or changed.
    ///
    /// INVARIANT: what stands at the key is read too, so that the commit checks it; otherwise two creators of one name
    /// could both win.
    pub fn put<T: Stored>(&mut self, record: T) {
        let record = Arc::new(record).into_record();
        let key = record.key();
        self.reads.read(&key);
        self.writes.insert(key, Some(record));
    }

    /// Deletes the record at `key`.
    pub fn delete(&mut self, key: &Key) {
        self.reads.read(key);
        self.writes.insert(key.clone(), None);
    }

    /// Writes the record at `key` again as it is, so that whoever relies on it having nothing to do with us (an
    /// empty group, an unattached policy) finds it changed.
    pub fn touch(&mut self, key: &Key) {
        if let Some(record) = self.read(key) {
            self.writes.insert(key.clone(), Some(record));
        }
    }

    /// Whether there is anything to commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The transaction as the store takes it.
    ///
    /// # Errors
    /// [`CommitFailure::TooLarge`] if not even what is written can be checked too, [`CommitFailure::Unavailable`] if a
    /// record cannot be encoded.
    pub(crate) fn into_txn(self, id: TxnId) -> Result<Txn, CommitFailure> {
        let mut txn = Txn::new(id);
        let mut seen = self.reads.seen;
        seen.sort_unstable();
        seen.dedup();
        // What is written is checked first, then what was only read. A caller with ten groups of ten policies each
        // can read more than a transaction may check; what is cut off is then the tail of its policy documents, a
        // change of which that raced with this request is as if it had come just after it.
        let room = TXN_OPERATIONS_MAX.saturating_sub(self.writes.len());
        let (written, read): (Vec<_>, Vec<_>) = seen
            .into_iter()
            .partition(|(key, _)| self.writes.contains_key(key));
        if written.len() > room {
            return Err(CommitFailure::TooLarge);
        }
        let checks = written.into_iter().chain(read).take(room);
        txn.checks = checks
            .map(|(key, seen)| (bytes_of(&key), expect(seen)))
            .collect();
        for (key, record) in &self.writes {
            let value = record.as_ref().map(Record::encode).transpose()?;
            txn.writes.push((bytes_of(key), value.map(Into::into)));
        }
        Ok(txn)
    }
}

impl Reads for WriteTx {
    fn read(&mut self, key: &Key) -> Option<Record> {
        match self.writes.get(key) {
            Some(written) => written.clone(),
            None => self.reads.read(key),
        }
    }

    fn state(&self) -> &State {
        self.reads.state()
    }
}

fn expect(seen: Option<Revision>) -> Expect {
    seen.map_or(Expect::Absent, Expect::At)
}

fn bytes_of(key: &Key) -> store::Key {
    store::Key::copy_from_slice(key.as_bytes())
}
