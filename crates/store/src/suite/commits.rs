//! Cases about commits: revisions, checks, idempotence, bounds, concurrency.

use std::{sync::Arc, task::Poll};

use super::{Make, PLENTY, create, txn};
use crate::{
    At, CommitError, Expect, KEY_BYTES_MAX, Key, Outcome, Revision, Store, StoreError,
    TXN_BYTES_MAX, TXN_OPERATIONS_MAX, TxnId, VALUE_BYTES_MAX, Value,
};

/// The first commit is revision 1, each later one exactly one more, also without writes.
pub async fn every_commit_is_the_next_revision(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    assert_eq!(
        store.snapshot(At::Latest).await.unwrap().revision(),
        Revision(0)
    );
    for number in 1..=20_u64 {
        let txn = txn(number.into());
        let txn = if number % 3 == 0 {
            txn
        } else {
            txn.put("key", number.to_string())
        };
        assert_eq!(store.commit(txn).await, Ok(Revision(number)));
        assert_eq!(
            store.snapshot(At::Latest).await.unwrap().revision(),
            Revision(number)
        );
    }
    let found = store
        .snapshot(At::Latest)
        .await
        .unwrap()
        .get(b"key")
        .await
        .unwrap();
    assert_eq!(found, Some((Value::from("20"), Revision(20))));
}

/// Each expectation holds for what it names only, and the first failing check is the one reported.
pub async fn checks_decide_in_order(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store
        .commit(txn(1).put("once", "1").put("twice", "1").put("gone", "1"))
        .await
        .unwrap();
    store
        .commit(txn(2).put("twice", "2").delete("gone"))
        .await
        .unwrap();
    let table = [
        ("once", Expect::Absent, false),
        ("once", Expect::Present, true),
        ("once", Expect::At(Revision(1)), true),
        ("once", Expect::At(Revision(2)), false),
        ("twice", Expect::At(Revision(1)), false),
        ("twice", Expect::At(Revision(2)), true),
        ("gone", Expect::Absent, true),
        ("gone", Expect::Present, false),
        ("gone", Expect::At(Revision(1)), false),
        ("gone", Expect::At(Revision(2)), false),
        ("never", Expect::Absent, true),
        ("never", Expect::At(Revision(0)), false),
    ];
    for (number, (key, expect, holds)) in (10..).zip(table) {
        let answer = store.commit(txn(number).check(key, expect)).await;
        assert_eq!(answer.is_ok(), holds, "{key} {expect:?}");
    }
    let several = txn(90)
        .check("once", Expect::Present)
        .check("never", Expect::Present)
        .check("gone", Expect::Present);
    assert_eq!(
        store.commit(several).await,
        Err(CommitError::Conflict {
            key: "never".into()
        })
    );
    let both = txn(91)
        .check("once", Expect::Present)
        .check("once", Expect::At(Revision(1)));
    assert!(
        store.commit(both).await.is_ok(),
        "one key may be checked twice"
    );
}

/// A refused transaction takes no revision and leaves no write; its id is free for another attempt.
pub async fn a_conflict_writes_nothing(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store.commit(create(1, "a")).await.unwrap();
    let refused = txn(2).put("b", "b").delete("a").check("a", Expect::Absent);
    assert_eq!(
        store.commit(refused).await,
        Err(CommitError::Conflict { key: "a".into() })
    );
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    assert_eq!(snapshot.revision(), Revision(1));
    assert_eq!(snapshot.get(b"b").await, Ok(None));
    assert!(snapshot.get(b"a").await.unwrap().is_some());
    assert_eq!(store.commit(txn(2).put("b", "b")).await, Ok(Revision(2)));
}

/// The same id again answers the first revision and changes nothing, whatever it holds.
pub async fn a_transaction_is_committed_once(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    assert_eq!(store.commit(create(1, "a")).await, Ok(Revision(1)));
    assert_eq!(
        store.commit(txn(2).put("a", "newer")).await,
        Ok(Revision(2))
    );
    assert_eq!(
        store.commit(create(1, "a")).await,
        Ok(Revision(1)),
        "although its check fails by now"
    );
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    assert_eq!(
        snapshot.get(b"a").await,
        Ok(Some(("newer".into(), Revision(2))))
    );
    assert_eq!(snapshot.revision(), Revision(2));
}

/// Whoever lost the acknowledgement learns what became of the transaction.
pub async fn outcomes_are_known(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store.commit(create(1, "a")).await.unwrap();
    store.commit(create(2, "b")).await.unwrap();
    store.commit(create(3, "a")).await.unwrap_err();
    let outcome = async |number: u128| store.outcome(TxnId(number.to_be_bytes())).await.unwrap();
    assert_eq!(outcome(1).await, Outcome::Committed(Revision(1)));
    assert_eq!(outcome(2).await, Outcome::Committed(Revision(2)));
    assert_eq!(outcome(3).await, Outcome::NotCommitted);
    assert_eq!(outcome(4).await, Outcome::NotCommitted);
}

/// Deleting what is not there succeeds; a key made again is at its new revision.
pub async fn deleting_twice_is_allowed(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store.commit(txn(1).delete("a")).await.unwrap();
    store.commit(txn(2).put("a", "")).await.unwrap();
    let found = async || {
        store
            .snapshot(At::Latest)
            .await
            .unwrap()
            .get(b"a")
            .await
            .unwrap()
    };
    assert_eq!(
        found().await,
        Some((Value::new(), Revision(2))),
        "an empty value is a value"
    );
    store.commit(txn(3).delete("a")).await.unwrap();
    store.commit(txn(4).delete("a")).await.unwrap();
    assert_eq!(found().await, None);
    store
        .commit(txn(5).put("a", "again").check("a", Expect::Absent))
        .await
        .unwrap();
    assert_eq!(found().await, Some(("again".into(), Revision(5))));
}

/// Every bound itself is accepted and one more is not.
pub async fn bounds_are_refused_and_limits_are_not(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    let key = |length: usize| Key::from(vec![0xFF; length]);
    let value = |length: usize| Value::from(vec![7; length]);
    let operations = |count: usize| {
        let checks = count / 2;
        let txn = (0..checks).fold(txn(1), |txn, _| txn.check("checked", Expect::Absent));
        (checks..count).fold(txn, |txn, index| txn.put(format!("key {index}"), "value"))
    };
    let filled = |extra: usize| {
        let rest = TXN_BYTES_MAX - 2 * VALUE_BYTES_MAX - 3 + extra;
        txn(2)
            .put("1", value(VALUE_BYTES_MAX))
            .put("2", value(VALUE_BYTES_MAX))
            .put("3", value(rest))
    };
    let too_large = |constant| Err(CommitError::Store(StoreError::TooLarge(constant)));
    assert_eq!(
        store.commit(operations(TXN_OPERATIONS_MAX + 1)).await,
        too_large("TXN_OPERATIONS_MAX")
    );
    assert_eq!(
        store.commit(txn(3).put(key(KEY_BYTES_MAX + 1), "")).await,
        too_large("KEY_BYTES_MAX")
    );
    let checked = txn(3).check(key(KEY_BYTES_MAX + 1), Expect::Absent);
    assert_eq!(store.commit(checked).await, too_large("KEY_BYTES_MAX"));
    assert_eq!(
        store
            .commit(txn(4).put("4", value(VALUE_BYTES_MAX + 1)))
            .await,
        too_large("VALUE_BYTES_MAX")
    );
    assert_eq!(store.commit(filled(1)).await, too_large("TXN_BYTES_MAX"));
    for malformed in [
        txn(5).put("", "value"),
        txn(5).put("a", "1").delete("a"),
        txn(5).check("", Expect::Absent),
    ] {
        let answer = store.commit(malformed).await;
        assert!(
            matches!(answer, Err(CommitError::Store(StoreError::Malformed(_)))),
            "{answer:?}"
        );
    }
    assert_eq!(
        store.commit(operations(TXN_OPERATIONS_MAX)).await,
        Ok(Revision(1))
    );
    assert_eq!(store.commit(filled(0)).await, Ok(Revision(2)));
    assert_eq!(
        store
            .commit(txn(3).put(key(KEY_BYTES_MAX), "longest"))
            .await,
        Ok(Revision(3))
    );
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    assert_eq!(
        snapshot.get(b"2").await,
        Ok(Some((value(VALUE_BYTES_MAX), Revision(2))))
    );
    assert_eq!(
        snapshot.get(&key(KEY_BYTES_MAX)).await,
        Ok(Some(("longest".into(), Revision(3))))
    );
    assert_eq!(snapshot.get(&key(KEY_BYTES_MAX + 1)).await, Ok(None));
}

/// Many tasks count one key up, each trying again after a conflict: the sum is exact.
pub async fn concurrent_increments_lose_nothing(make: Make) {
    let fresh = make(PLENTY);
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| tokio::spawn(count_up(Arc::clone(&fresh.store), task)))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let (counter, _) = fresh
        .store
        .snapshot(At::Latest)
        .await
        .unwrap()
        .get(b"counter")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(counter, (TASKS * INCREMENTS).to_string());
}

async fn count_up(store: Arc<dyn Store>, task: u64) {
    for increment in 0..INCREMENTS {
        let mut number = u128::from(task) << 64 | u128::from(increment) << 32;
        loop {
            number += 1;
            let found = store
                .snapshot(At::Latest)
                .await
                .unwrap()
                .get(b"counter")
                .await
                .unwrap();
            let (count, expect) = match found {
                None => (0, Expect::Absent),
                Some((value, revision)) => (
                    std::str::from_utf8(&value).unwrap().parse().unwrap(),
                    Expect::At(revision),
                ),
            };
            let count: u64 = count;
            match store
                .commit(
                    txn(number)
                        .check("counter", expect)
                        .put("counter", (count + 1).to_string()),
                )
                .await
            {
                Ok(_) => break,
                Err(CommitError::Conflict { key }) => assert_eq!(key, "counter"),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// Whoever loses patience and sends the same transaction beside the first gets the same answer.
pub async fn a_transaction_raced_with_itself_is_committed_once(make: Make) {
    let fresh = make(PLENTY);
    for number in 1..=10_u64 {
        let attempt = || {
            let store = Arc::clone(&fresh.store);
            let txn = txn(number.into())
                .check("key", Expect::Absent)
                .put(number.to_string(), "");
            tokio::spawn(async move { store.commit(txn).await })
        };
        let attempts: Vec<_> = (0..8).map(|_| attempt()).collect();
        for attempt in attempts {
            assert_eq!(attempt.await.unwrap(), Ok(Revision(number)));
        }
    }
}

/// A commit whose future is dropped half-way has happened or not, once and for all, when it is asked for.
pub async fn a_dropped_commit_is_decided(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    for number in 1..=20_u128 {
        let mut commit = store.commit(txn(number).put("key", "value"));
        let first = std::future::poll_fn(|cx| Poll::Ready(commit.as_mut().poll(cx))).await;
        drop(commit);
        let outcome = store.outcome(TxnId(number.to_be_bytes())).await.unwrap();
        let revision = store.snapshot(At::Latest).await.unwrap().revision();
        if let Poll::Ready(answer) = first {
            assert_eq!(outcome, Outcome::Committed(answer.unwrap()));
        }
        assert_eq!(
            store.outcome(TxnId(number.to_be_bytes())).await,
            Ok(outcome),
            "it stays so"
        );
        assert_eq!(
            store.snapshot(At::Latest).await.unwrap().revision(),
            revision
        );
    }
}

/// After `close` everything handed in before is decided, and nothing else is taken.
pub async fn a_closed_store_refuses(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store.commit(create(1, "a")).await.unwrap();
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    assert_eq!(store.close().await, Ok(()));
    assert_eq!(store.close().await, Ok(()));
    assert_eq!(
        store.commit(create(2, "b")).await,
        Err(CommitError::Store(StoreError::Closed))
    );
    assert_eq!(
        store.snapshot(At::Latest).await.err(),
        Some(StoreError::Closed)
    );
    assert!(
        snapshot.get(b"a").await.unwrap().is_some(),
        "an open snapshot stays readable"
    );
}

const TASKS: u64 = 8;
const INCREMENTS: u64 = 12;
