//! The ids of the retained commits, for idempotence and outcomes.
//!
//! They live in the writer's memory (about 50 bytes each) and are read from the log at opening. An SQL index over
//! them dirties one more page for every commit, and a random one, since ids are random: with it, commits of one small
//! record were measured to write 4.7 pages instead of 3.6, and groups of them took three times as long off the disk.

use std::collections::{HashMap, VecDeque};

use rusqlite::Connection;

use super::encoding::to_revision;
use crate::{Revision, StoreError, TxnId};

/// Also the count of the revisions: whatever is appended is the next.
#[derive(Default)]
pub(super) struct Ids {
    latest: Revision,
    /// The last of them is `latest`.
    in_order: VecDeque<TxnId>,
    revisions: HashMap<TxnId, Revision>,
}

impl Ids {
    /// Reads the log, which has no gaps and no id twice.
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let mut ids = Self::default();
        let mut statement =
            connection.prepare("SELECT revision, txn_id FROM log ORDER BY revision")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (revision, id) = (to_revision(row.get(0)?)?, TxnId(row.get(1)?));
            let follows = ids.in_order.is_empty() || revision == ids.latest.next();
            if !follows || ids.find(id).is_some() {
                return Err(StoreError::Corrupt(format!(
                    "the log at revision {revision}"
                )));
            }
            ids.latest = revision;
            ids.in_order.push_back(id);
            ids.revisions.insert(id, revision);
        }
        Ok(ids)
    }

    pub(super) fn latest(&self) -> Revision {
        self.latest
    }

    /// How many commits are retained.
    pub(super) fn len(&self) -> u64 {
        self.in_order.len() as u64
    }

    pub(super) fn find(&self, id: TxnId) -> Option<Revision> {
        self.revisions.get(&id).copied()
    }

    /// Gives the next revision to a transaction that has none.
    pub(super) fn append(&mut self, id: TxnId) -> Revision {
        self.latest = self.latest.next();
        self.in_order.push_back(id);
        self.revisions.insert(id, self.latest);
        self.latest
    }

    /// Takes back what was appended after `revision`.
    pub(super) fn roll_back_to(&mut self, revision: Revision) {
        while self.latest > revision
            && let Some(id) = self.in_order.pop_back()
        {
            self.revisions.remove(&id);
            self.latest.0 -= 1;
        }
    }

    /// Forgets all but the last `retained` commits.
    pub(super) fn compact(&mut self, retained: u64) {
        while self.len() > retained
            && let Some(id) = self.in_order.pop_front()
        {
            self.revisions.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rolled_back_or_compacted_is_unknown() {
        let id = |number: u8| TxnId([number; 16]);
        let mut ids = Ids::default();
        let revisions: Vec<_> = (1..=5).map(|number| ids.append(id(number)).0).collect();
        assert_eq!(revisions, [1, 2, 3, 4, 5]);
        ids.roll_back_to(Revision(4));
        ids.compact(2);
        let found: Vec<_> = (1..=5).filter_map(|number| ids.find(id(number))).collect();
        assert_eq!(found, [Revision(3), Revision(4)]);
        assert_eq!(
            (ids.latest(), ids.len(), ids.append(id(9))),
            (Revision(4), 2, Revision(5))
        );
    }
}
