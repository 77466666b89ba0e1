//! Judging the jobs of one group, in order, inside the writer's open SQLite transaction.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{
    encoding::{encode, from_revision, to_revision},
    ids::Ids,
    job::Request,
};
use crate::{Expect, Key, Outcome, Revision, StoreError, Txn};

/// What the group's transaction says to one request; true only once it is committed.
pub(super) enum Verdict {
    /// The transaction was applied as this revision.
    Applied(Revision),
    /// It had been applied before.
    Repeated(Revision),
    /// This key failed its check.
    Conflict(Key),
    /// The answer to a question.
    Outcome(Outcome),
}

/// Applies what can be applied and appends it to `ids`. An error means that the whole group must be rolled back,
/// `ids` with it.
pub(super) fn judge(
    requests: &[Request],
    ids: &mut Ids,
    connection: &Connection,
) -> Result<Vec<Verdict>, StoreError> {
    let mut statements = Statements::prepare(connection)?;
    requests
        .iter()
        .map(|request| statements.judge_one(request, ids))
        .collect()
}

/// Prepared once per connection and borrowed for a group.
struct Statements<'c> {
    find_key: CachedStatement<'c>,
    put: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    append: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            find_key: connection.prepare_cached("SELECT revision FROM kv WHERE key = ?1")?,
            put: connection
                .prepare_cached("REPLACE INTO kv (key, value, revision) VALUES (?1, ?2, ?3)")?,
            delete: connection.prepare_cached("DELETE FROM kv WHERE key = ?1")?,
            append: connection
                .prepare_cached("INSERT INTO log (revision, txn_id, writes) VALUES (?1, ?2, ?3)")?,
        })
    }

    fn judge_one(&mut self, request: &Request, ids: &mut Ids) -> Result<Verdict, StoreError> {
        match request {
            Request::Outcome { id, .. } => {
                let committed = ids.find(*id);
                Ok(Verdict::Outcome(
                    committed.map_or(Outcome::NotCommitted, Outcome::Committed),
                ))
            }
            Request::Commit { txn, .. } => {
                if let Some(revision) = ids.find(txn.id) {
                    return Ok(Verdict::Repeated(revision));
                }
                // All checks come before the first write, so a conflict leaves nothing to undo.
                for (key, expect) in &txn.checks {
                    if !self.holds(key, *expect)? {
                        return Ok(Verdict::Conflict(key.clone()));
                    }
                }
                let revision = ids.append(txn.id);
                self.apply(txn, revision)?;
                Ok(Verdict::Applied(revision))
            }
        }
    }

    fn holds(&mut self, key: &Key, expect: Expect) -> rusqlite::Result<bool> {
        let found = self
            .find_key
            .query_row([key.as_ref()], |row| to_revision(row.get(0)?))
            .optional()?;
        Ok(expect.holds(found))
    }

    fn apply(&mut self, txn: &Txn, revision: Revision) -> Result<(), StoreError> {
        let number = from_revision(revision)?;
        for (key, value) in &txn.writes {
            match value {
                Some(value) => self
                    .put
                    .execute(params![key.as_ref(), value.as_ref(), number])?,
                None => self.delete.execute([key.as_ref()])?,
            };
        }
        self.append
            .execute(params![number, txn.id.0, encode(&txn.writes)?])?;
        Ok(())
    }
}
