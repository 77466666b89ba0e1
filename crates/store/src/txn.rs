//! A transaction: point checks, writes, and the bounds that every engine can honour.

use std::{collections::HashSet, fmt};

use crate::{Key, StoreError, Value};

/// The number of a commit: the first gets 1, each later one exactly one more. 0 is the empty store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision of the next commit.
    #[must_use]
    pub fn next(self) -> Self {
        // INVARIANT: 2^64 commits do not happen; saturating only avoids a panic that cannot be reached.
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names a transaction across retries and lost acknowledgements: 16 random bytes chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TxnId(pub [u8; 16]);

/// What a check asks of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The key does not exist.
    Absent,
    /// The key exists, with whatever value.
    Present,
    /// The key exists and this revision wrote it last.
    At(Revision),
}

impl Expect {
    /// Whether a key that was written last by `found` (`None`: does not exist) is as expected.
    #[must_use]
    pub fn holds(self, found: Option<Revision>) -> bool {
        match self {
            Self::Absent => found.is_none(),
            Self::Present => found.is_some(),
            Self::At(revision) => found == Some(revision),
        }
    }
}

/// One write: `None` deletes the key, which need not exist.
pub type Write = (Key, Option<Value>);

/// All or nothing: if every check holds, every write happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Txn {
    /// The name of the transaction.
    pub id: TxnId,
    /// Evaluated in order, all of them before any write.
    pub checks: Vec<(Key, Expect)>,
    /// Applied together. No key may be written twice: etcd refuses that, so nobody may rely on an order.
    pub writes: Vec<Write>,
}

impl Txn {
    /// A transaction without checks and writes.
    #[must_use]
    pub fn new(id: TxnId) -> Self {
        Self {
            id,
            checks: Vec::new(),
            writes: Vec::new(),
        }
    }

    /// Adds a check.
    #[must_use]
    pub fn check(mut self, key: impl Into<Key>, expect: Expect) -> Self {
        self.checks.push((key.into(), expect));
        self
    }

    /// Adds a write of a value.
    #[must_use]
    pub fn put(mut self, key: impl Into<Key>, value: impl Into<Value>) -> Self {
        self.writes.push((key.into(), Some(value.into())));
        self
    }

    /// Adds a deletion.
    #[must_use]
    pub fn delete(mut self, key: impl Into<Key>) -> Self {
        self.writes.push((key.into(), None));
        self
    }

    /// Refuses what exceeds the bounds below. Every engine calls this before anything else.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] or [`StoreError::Malformed`].
    pub fn validate(&self) -> Result<(), StoreError> {
        if self.checks.len() + self.writes.len() > TXN_OPERATIONS_MAX {
            return Err(StoreError::TooLarge("TXN_OPERATIONS_MAX"));
        }
        let keys = self
            .checks
            .iter()
            .map(|(key, _)| key)
            .chain(self.writes.iter().map(|(key, _)| key));
        for key in keys {
            if key.is_empty() {
                return Err(StoreError::Malformed("a key is empty"));
            }
            if key.len() > KEY_BYTES_MAX {
                return Err(StoreError::TooLarge("KEY_BYTES_MAX"));
            }
        }
        if self
            .writes
            .iter()
            .flat_map(|(_, value)| value)
            .any(|value| value.len() > VALUE_BYTES_MAX)
        {
            return Err(StoreError::TooLarge("VALUE_BYTES_MAX"));
        }
        if self.bytes() > TXN_BYTES_MAX {
            return Err(StoreError::TooLarge("TXN_BYTES_MAX"));
        }
        let mut written = HashSet::with_capacity(self.writes.len());
        if !self.writes.iter().all(|(key, _)| written.insert(key)) {
            return Err(StoreError::Malformed("a key is written twice"));
        }
        Ok(())
    }

    /// The size of all keys and values together.
    pub(crate) fn bytes(&self) -> usize {
        let checks = self.checks.iter().map(|(key, _)| key.len());
        let writes = self
            .writes
            .iter()
            .map(|(key, value)| key.len() + value.as_ref().map_or(0, Value::len));
        checks.chain(writes).sum()
    }
}

/// Most checks and writes of one transaction together; etcd's own default is 128.
/// <https://etcd.io/docs/latest/op-guide/configuration/> (`max-txn-ops`)
pub const TXN_OPERATIONS_MAX: usize = 100;

/// Longest key. PostgreSQL cannot index much more.
pub const KEY_BYTES_MAX: usize = 1024;

/// Longest value.
pub const VALUE_BYTES_MAX: usize = 512 * 1024;

/// All keys and values of one transaction together: what etcd takes in one request (1.5 MiB) less its framing.
/// <https://etcd.io/docs/latest/dev-guide/limit/>
pub const TXN_BYTES_MAX: usize = 1280 * 1024;
