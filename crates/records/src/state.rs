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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::samples::{
        ACCOUNTS, NAMES, account_id, any_commit, group_id, policy_arn, record, user,
    };
    use crate::{Key, ReadTx, Reads, Stored, Table, groups, roles, users};

    type Model = BTreeMap<Key, (Revision, Vec<u8>)>;

    fn after(commits: &[Vec<(Key, Option<Record>)>]) -> (State, Model) {
        let (mut state, mut model) = (State::default(), Model::new());
        for (number, commit) in (1..).zip(commits) {
            let revision = Revision(number);
            state.apply(revision, &writes(commit)).unwrap();
            for (key, record) in commit {
                match record {
                    Some(record) => model.insert(key.clone(), (revision, record.encode().unwrap())),
                    None => model.remove(key),
                };
            }
        }
        (state, model)
    }

    fn writes(commit: &[(Key, Option<Record>)]) -> Vec<Write> {
        let bytes = |key: &Key| store::Key::copy_from_slice(key.as_bytes());
        let value = |record: &Record| store::Value::from(record.encode().unwrap());
        commit
            .iter()
            .map(|(key, record)| (bytes(key), record.as_ref().map(value)))
            .collect()
    }

    fn users_in(model: &Model, account: usize) -> Vec<users::User> {
        let of_table = model
            .iter()
            .filter(|(key, _)| key.table() == Some(Table::User));
        let decoded = of_table.map(|(key, (_, bytes))| Record::decode(key, bytes).unwrap());
        let users = decoded.filter_map(|record| {
            users::User::from_record(&record).map(|user| user.as_ref().clone())
        });
        users
            .filter(|user| user.account == account_id(account))
            .collect()
    }

    proptest! {
        #[test]
        fn a_state_is_a_map(commits in prop::collection::vec(any_commit(), 0..12)) {
            let (state, model) = after(&commits);
            prop_assert_eq!(state.revision(), Revision(commits.len() as u64));
            let found = state.entries.iter().map(|(key, entry)| {
                (key.clone(), (entry.revision, entry.record.encode().unwrap()))
            });
            prop_assert_eq!(found.collect::<Model>(), model);
        }

        #[test]
        fn the_index_is_as_if_built_anew(commits in prop::collection::vec(any_commit(), 0..12)) {
            let (state, model) = after(&commits);
            let mut anew = State::default();
            for (key, (revision, bytes)) in &model {
                anew.insert(key, bytes, *revision).unwrap();
            }
            prop_assert_eq!(&state.index, &anew.index);
        }

        #[test]
        fn listings_are_what_a_filter_finds(
            commits in prop::collection::vec(any_commit(), 0..12),
            account in 0..ACCOUNTS.len(),
            after_name in prop::option::of(prop::sample::select(NAMES.to_vec())),
            policy in 0..3_usize,
        ) {
            let (state, model) = after(&commits);
            let tx = ReadTx::new(std::sync::Arc::new(state.clone()));
            let users = users_in(&model, account);
            prop_assert_eq!(state.index().count(account_id(account), Table::User), users.len());

            let folded = after_name.map(str::to_ascii_lowercase);
            let is_later = |user: &&users::User| folded.as_ref().is_none_or(|after| user.name.folded() > *after);
            let expected: Vec<_> = users.iter().filter(is_later).map(|user| user.id).collect();
            let listed: Vec<_> = users::list(&tx, account_id(account), after_name).map(|user| user.id).collect();
            prop_assert_eq!(listed, expected);

            let group = crate::samples::group(account, "Ann");
            let in_group = |user: &&users::User| user.groups.contains(&group_id(account, "Ann"));
            let all_users = [users_in(&model, 0), users_in(&model, 1)].concat();
            let expected: Vec<_> = all_users.iter().filter(in_group).map(|user| user.id).collect();
            let members: Vec<_> = groups::members(&tx, &group, None).map(|user| user.id).collect();
            prop_assert_eq!(&members, &expected);
            if let Some(first) = groups::members(&tx, &group, None).find(|user| user.account == group.account) {
                let later: Vec<_> = groups::members(&tx, &group, Some(&first.name.folded())).map(|user| user.id).collect();
                let place = expected.iter().position(|id| *id == first.id).unwrap();
                prop_assert_eq!(later, &expected[place + 1..]);
            }

            let arn = policy_arn(policy);
            let attached: Vec<_> = state.entries.values().filter_map(|entry| match &entry.record {
                Record::User(user) => Some(&user.attached_policies),
                Record::Group(group) => Some(&group.attached_policies),
                Record::Role(role) => Some(&role.attached_policies),
                _ => None,
            }).collect();
            let times: usize = attached.iter().map(|arns| arns.iter().filter(|one| **one == arn).count()).sum();
            prop_assert_eq!(state.index().attachment_count(&arn), times);
            let holders = attached.iter().filter(|arns| arns.contains(&arn)).count();
            prop_assert_eq!(state.index().attached_to(&arn).count(), holders);
        }
    }

    #[test]
    fn an_entity_keeps_its_id_and_keys_when_it_is_renamed() {
        let (old, new) = (
            user(0, "Ann", 0),
            users::User {
                name: "Zoe".parse().unwrap(),
                ..user(0, "Ann", 0)
            },
        );
        for is_new_first in [false, true] {
            let mut rename = vec![(old.key(), None), (new.key(), Some(record(new.clone())))];
            if is_new_first {
                rename.reverse();
            }
            let (state, _) = after(&[vec![(old.key(), Some(record(old.clone())))], rename]);
            assert_eq!(state.key_of(old.id), Some(&new.key()));
            let owner = state.index().owner_of(&old.access_keys[0].id);
            assert_eq!(owner, Some(&crate::Owner::User(new.key())));
            assert!(state.entry(&old.key()).is_none());
        }
    }

    #[test]
    fn a_namesake_is_somebody_else() {
        let (first, second) = (user(0, "Ann", 0), user(0, "ANN", 1));
        let (state, _) = after(&[
            vec![(first.key(), Some(record(first.clone())))],
            vec![(first.key(), None)],
            vec![(second.key(), Some(record(second.clone())))],
        ]);
        let mut tx = ReadTx::new(std::sync::Arc::new(state));
        assert!(users::by_id(&mut tx, first.id).is_none());
        assert!(users::by_id(&mut tx, second.id).is_some());
        assert!(
            tx.state()
                .index()
                .owner_of(&first.access_keys[0].id)
                .is_none()
        );
        // An id of another kind of entity finds nothing.
        assert!(roles::by_id(&mut tx, second.id).is_none());
    }

    #[test]
    fn what_cannot_be_read_is_not_applied() {
        let ann = user(0, "Ann", 0);
        let mut writes = writes(&[(ann.key(), Some(record(ann)))]);
        writes[0].1 = Some(store::Value::from_static(b"\x01{}"));
        assert_eq!(
            State::default().apply(Revision(1), &writes),
            Err(CorruptRecord)
        );
    }
}
