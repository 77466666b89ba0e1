//! The store does what a `BTreeMap` does.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    option,
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

use super::{Make, txn};
use crate::{At, CommitError, Entry, Expect, Key, Revision, Value, key};

/// Random transactions over few keys: every answer, state, scan and feed is what the model says.
pub async fn the_store_is_a_btreemap(make: Make) {
    let search = move || {
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new(config).run(&vec(step(), 1..30), |steps| {
            super::runtime().block_on(check(steps, make))
        })
    };
    // The search is not async and runs each case on a runtime of its own, which may not nest.
    tokio::task::spawn_blocking(search).await.unwrap().unwrap();
}

/// One transaction, with numbers for keys.
#[derive(Clone, Debug)]
struct Step {
    checks: Vec<(u8, Condition)>,
    writes: BTreeMap<u8, Option<Vec<u8>>>,
    /// Repeats the id of an earlier step.
    repeat: Option<prop::sample::Index>,
    scan: (u8, u8, usize),
}

#[derive(Clone, Debug)]
enum Condition {
    Absent,
    Present,
    /// At the revision that the model knows.
    Right,
    /// At another one.
    Wrong,
}

fn step() -> impl Strategy<Value = Step> {
    let condition = prop_oneof![
        2 => Just(Condition::Absent),
        3 => Just(Condition::Present),
        4 => Just(Condition::Right),
        1 => Just(Condition::Wrong),
    ];
    let checks = vec((0..KEYS, condition), 0..3);
    let writes = prop::collection::btree_map(
        0..KEYS,
        option::weighted(0.7, vec(any::<u8>(), 0..20)),
        0..4,
    );
    let repeat = option::weighted(0.1, any::<prop::sample::Index>());
    (checks, writes, repeat, (0..KEYS, 0..KEYS, 0..5_usize)).prop_map(
        |(checks, writes, repeat, scan)| Step {
            checks,
            writes,
            repeat,
            scan,
        },
    )
}

/// Keys of several lengths whose order is not that of their numbers.
fn name(number: u8) -> Key {
    let length = usize::from(number % 3) + 1;
    vec![number.wrapping_mul(97); length].into()
}

type Model = BTreeMap<Key, (Value, Revision)>;

async fn check(steps: Vec<Step>, make: Make) -> Result<(), TestCaseError> {
    let fresh = make(super::PLENTY);
    let mut model = Model::new();
    let mut committed: BTreeMap<u128, Revision> = BTreeMap::new();
    let mut history: Vec<Vec<crate::Write>> = Vec::new();
    for (number, step) in (0_u128..).zip(&steps) {
        let id = step.repeat.map_or(number, |index| {
            index.index(usize::try_from(number).unwrap() + 1) as u128
        });
        let txn = transaction(id, step, &model);
        let expected = match (committed.get(&id), first_conflict(&txn.checks, &model)) {
            (Some(revision), _) => Ok(*revision),
            (None, Some(key)) => Err(CommitError::Conflict { key }),
            (None, None) => {
                let revision = Revision(history.len() as u64 + 1);
                committed.insert(id, revision);
                history.push(txn.writes.clone());
                apply(&txn.writes, revision, &mut model);
                Ok(revision)
            }
        };
        prop_assert_eq!(fresh.store.commit(txn).await, expected);
        let snapshot = fresh.store.snapshot(At::Latest).await.unwrap();
        prop_assert_eq!(snapshot.revision().0, history.len() as u64);
        let (start, end, limit) = (name(step.scan.0), name(step.scan.1), step.scan.2);
        prop_assert_eq!(
            snapshot.scan(&start, &end, limit).await.unwrap(),
            range(&start, &end, limit, &model)
        );
        prop_assert_eq!(
            snapshot.get(&start).await.unwrap(),
            model.get(&start).cloned()
        );
    }
    let snapshot = fresh.store.snapshot(At::Latest).await.unwrap();
    prop_assert_eq!(
        snapshot.scan(b"", key::END, 1000).await.unwrap(),
        range(b"", key::END, 1000, &model)
    );
    let mut feed = fresh.store.changes(Revision(0));
    for writes in history {
        prop_assert_eq!(feed.next().await.unwrap().writes, writes);
    }
    Ok(())
}

fn transaction(id: u128, step: &Step, model: &Model) -> crate::Txn {
    let mut txn = txn(id);
    for (key, condition) in &step.checks {
        let key = name(*key);
        let revision = model
            .get(&key)
            .map_or(Revision(0), |(_, revision)| *revision);
        let expect = match condition {
            Condition::Absent => Expect::Absent,
            Condition::Present => Expect::Present,
            Condition::Right => Expect::At(revision),
            Condition::Wrong => Expect::At(revision.next()),
        };
        txn = txn.check(key, expect);
    }
    txn.writes = step
        .writes
        .iter()
        .map(|(key, value)| (name(*key), value.clone().map(Value::from)))
        .collect();
    txn
}

fn first_conflict(checks: &[(Key, Expect)], model: &Model) -> Option<Key> {
    let fails = |(key, expect): &&(Key, Expect)| match (expect, model.get(key)) {
        (Expect::Absent, found) => found.is_some(),
        (Expect::Present, found) => found.is_none(),
        (Expect::At(_), None) => true,
        (Expect::At(wanted), Some((_, revision))) => wanted != revision,
    };
    checks.iter().find(fails).map(|(key, _)| key.clone())
}

fn apply(writes: &[crate::Write], revision: Revision, model: &mut Model) {
    for (key, value) in writes {
        match value {
            Some(value) => model.insert(key.clone(), (value.clone(), revision)),
            None => model.remove(key),
        };
    }
}

fn range(start: &[u8], end: &[u8], limit: usize, model: &Model) -> Vec<Entry> {
    let within = model
        .iter()
        .filter(|(key, _)| start <= key.as_ref() && key.as_ref() < end);
    let entry = |(key, (value, revision)): (&Key, &(Value, Revision))| Entry {
        key: key.clone(),
        value: value.clone(),
        revision: *revision,
    };
    within.take(limit).map(entry).collect()
}

const KEYS: u8 = 12;
const CASES: u32 = 48;
