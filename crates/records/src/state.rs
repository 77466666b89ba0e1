//! One immutable snapshot of everything: what decisions read and transactions build on.

use std::ops::Bound;

use imbl::OrdMap;
use names::UniqueId;
use store::{Revision, Write};

use crate::index::Index;
use crate::{CorruptRecord, Key, Record};

/// Every record at one revision. Cloning shares structure, so each revision costs what it changed.
#[derive(Clone, Debug, Default)]
pub struct State {
    revision: Revision,
    entries: OrdMap<Key, Entry>,
    index: Index,
}

/// One record and the revision that wrote it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The commit that wrote the record last.
    pub revision: Revision,
    /// The record.
    pub record: Record,
}

impl State {
    /// The last commit that this state shows.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The record at this key.
    #[must_use]
    pub fn entry(&self, key: &Key) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The records whose keys begin with `prefix`, in order, those after `after`.
    pub fn range<'a>(
        &'a self,
        prefix: &Key,
        after: Option<&Key>,
    ) -> impl Iterator<Item = (&'a Key, &'a Entry)> + use<'a> {
        let prefix = prefix.clone();
        let from = match after {
            Some(after) if *after >= prefix => Bound::Excluded(after.clone()),
            _ => Bound::Included(prefix.clone()),
        };
        self.entries
            .range((from, Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(&prefix))
    }

    /// What can be found by something else than its key.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Where the entity with this unique id stands.
    #[must_use]
    pub fn key_of(&self, id: UniqueId) -> Option<&Key> {
        self.index.key_of(id)
    }

    /// This state with one more commit.
    ///
    /// # Errors
    /// [`CorruptRecord`]; `self` is then half changed and must be thrown away.
    pub(crate) fn apply(
        &mut self,
        revision: Revision,
        writes: &[Write],
    ) -> Result<(), CorruptRecord> {
        // All removals first: within one commit a unique id may move from one key to another (a rename).
        for (key, _) in writes {
            let key = Key::from(key.as_ref());
            if let Some(old) = self.entries.remove(&key) {
                self.index.remove(&key, &old.record);
            }
        }
        for (key, value) in writes {
            if let Some(value) = value {
                self.insert(&Key::from(key.as_ref()), value, revision)?;
            }
        }
        self.revision = revision;
        Ok(())
    }

    pub(crate) fn insert(
        &mut self,
        key: &Key,
        value: &[u8],
        revision: Revision,
    ) -> Result<(), CorruptRecord> {
        let record = Record::decode(key, value)?;
        self.index.add(key, &record);
        self.entries.insert(key.clone(), Entry { revision, record });
        Ok(())
    }

    pub(crate) fn loaded(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }
}
