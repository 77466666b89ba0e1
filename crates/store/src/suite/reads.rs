//! Cases about snapshots, scans and exports.

use std::sync::Arc;

use super::{Make, PLENTY, create, txn};
use crate::{At, Key, Revision, Snapshot, StoreError, key};

type Bytes<'a> = &'a [u8];

async fn keys(snapshot: &dyn Snapshot, start: &[u8], end: &[u8], limit: usize) -> Vec<Key> {
    snapshot
        .scan(start, end, limit)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.key)
        .collect()
}

/// Keys come in the order of their bytes, from `start` on, before `end`, and at most `limit`.
pub async fn scans_are_ordered_and_bounded(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    let all: [&[u8]; 7] = [b"\0", b"\0\0", b"A", b"a", b"a\0", b"a\xFF", b"b"];
    for (number, key) in (1..).zip([3, 6, 0, 5, 1, 4, 2]) {
        store
            .commit(txn(number).put(Key::copy_from_slice(all[key]), "value"))
            .await
            .unwrap();
    }
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    let table: [(Bytes<'_>, Bytes<'_>, usize, &[Bytes<'_>]); 11] = [
        (b"", key::END, 100, &all),
        (b"", key::END, 3, &all[..3]),
        (b"", key::END, 7, &all),
        (b"", key::END, 0, &[]),
        (b"", key::END, usize::MAX, &all),
        (b"a", b"b", 100, &all[3..6]),
        (b"a", b"a", 100, &[]),
        (b"b", b"a", 100, &[]),
        (b"", b"", 100, &[]),
        (b"a\0", b"a\xFF", 100, &all[4..5]),
        (b"c", key::END, 100, &[]),
    ];
    for (start, end, limit, expected) in table {
        assert_eq!(
            keys(&*snapshot, start, end, limit).await,
            expected,
            "{start:?}..{end:?}, {limit}"
        );
    }
    let successor = key::successor(b"a");
    assert_eq!(
        keys(&*snapshot, &successor, key::END, 100).await,
        all[4..],
        "a page after `a`"
    );
}

/// A prefix that ends in 0xFF bytes, or is nothing else, has the right end.
pub async fn prefixes_of_0xff_end(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    let all: [&[u8]; 7] = [
        b"a",
        b"a\xFF",
        b"a\xFF\x01",
        b"a\xFF\xFF",
        b"b",
        b"\xFF",
        b"\xFF\xFF\xFF",
    ];
    let put_all = all.iter().fold(txn(1), |txn, key| {
        txn.put(Key::copy_from_slice(key), "value")
    });
    store.commit(put_all).await.unwrap();
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    let table: [(&[u8], &[&[u8]]); 6] = [
        (b"", &all),
        (b"a", &all[..4]),
        (b"a\xFF", &all[1..4]),
        (b"a\xFF\xFF", &all[3..4]),
        (b"\xFF", &all[5..]),
        (b"\xFF\xFF", &all[6..]),
    ];
    for (prefix, expected) in table {
        assert_eq!(
            keys(&*snapshot, prefix, &key::prefix_end(prefix), 100).await,
            expected,
            "{prefix:?}"
        );
    }
}

/// Commits after a snapshot was taken cannot be seen in it.
pub async fn a_snapshot_does_not_change(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    store
        .commit(txn(1).put("changed", "old").put("deleted", "old"))
        .await
        .unwrap();
    let snapshot = store.snapshot(At::Latest).await.unwrap();
    store
        .commit(
            txn(2)
                .put("changed", "new")
                .delete("deleted")
                .put("added", "new"),
        )
        .await
        .unwrap();
    for _ in 0..2 {
        assert_eq!(snapshot.revision(), Revision(1));
        assert_eq!(
            snapshot.get(b"changed").await,
            Ok(Some(("old".into(), Revision(1))))
        );
        assert_eq!(snapshot.get(b"added").await, Ok(None));
        assert_eq!(
            keys(&*snapshot, b"", key::END, 100).await,
            ["changed", "deleted"]
        );
    }
    let newer = store.snapshot(At::Latest).await.unwrap();
    assert_eq!(
        keys(&*newer, b"", key::END, 100).await,
        ["added", "changed"]
    );
}

/// Each commit writes two keys alike; whoever reads meanwhile finds them alike, and never an older pair than before.
pub async fn a_snapshot_is_never_torn(make: Make) {
    let fresh = make(PLENTY);
    let store = Arc::clone(&fresh.store);
    let writer = tokio::spawn(async move {
        for number in 1..=100_u64 {
            let value = number.to_string();
            store
                .commit(
                    txn(number.into())
                        .put("left", value.clone())
                        .put("right", value),
                )
                .await
                .unwrap();
        }
    });
    let mut seen = Revision(0);
    while seen < Revision(100) {
        let snapshot = fresh.store.snapshot(At::Latest).await.unwrap();
        let left = snapshot.get(b"left").await.unwrap();
        tokio::task::yield_now().await;
        assert_eq!(left, snapshot.get(b"right").await.unwrap());
        assert_eq!(
            left.map_or(Revision(0), |(_, revision)| revision),
            snapshot.revision()
        );
        assert!(snapshot.revision() >= seen);
        seen = snapshot.revision();
    }
    writer.await.unwrap();
}

/// A snapshot of the past shows exactly that past, or says that it is gone; the future is never shown.
pub async fn the_past_is_exact_or_gone(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    for number in 1..=5_u64 {
        store
            .commit(txn(number.into()).put("key", number.to_string()))
            .await
            .unwrap();
    }
    for number in 1..=5 {
        match store.snapshot(At::Revision(Revision(number))).await {
            Ok(snapshot) => {
                let expected = (number.to_string().into(), Revision(number));
                assert_eq!(snapshot.get(b"key").await, Ok(Some(expected)));
                assert_eq!(snapshot.revision(), Revision(number));
            }
            Err(StoreError::RevisionGone { oldest }) => assert!(number < 5 && oldest.0 > number),
            Err(error) => panic!("{error}"),
        }
    }
    let ahead = store.snapshot(At::Revision(Revision(6))).await.err();
    assert_eq!(
        ahead,
        Some(StoreError::RevisionAhead {
            latest: Revision(5)
        })
    );
}

/// An export has every key once, in order, as of its revision, over many pages and despite commits meanwhile.
pub async fn an_export_is_everything_at_one_revision(make: Make) {
    let fresh = make(PLENTY);
    let store = &fresh.store;
    assert_eq!(store.export().await.unwrap().next_page().await, Ok(None));
    for number in 0..4_u128 {
        let keys = (0..64).map(|key| format!("{:03}", key * 4 + number));
        store
            .commit(keys.fold(txn(number), |txn, key| txn.put(key, "value")))
            .await
            .unwrap();
    }
    let mut export = store.export().await.unwrap();
    assert_eq!(export.revision(), Revision(4));
    store
        .commit(create(99, "later").delete("255"))
        .await
        .unwrap();
    let mut entries = Vec::new();
    while let Some(page) = export.next_page().await.unwrap() {
        assert!(!page.is_empty());
        entries.extend(page);
    }
    let expected: Vec<_> = (0..256_u64)
        .map(|key| (Key::from(format!("{key:03}")), Revision(key % 4 + 1)))
        .collect();
    assert_eq!(
        entries
            .into_iter()
            .map(|entry| (entry.key, entry.revision))
            .collect::<Vec<_>>(),
        expected
    );
    assert_eq!(export.next_page().await, Ok(None), "the end stays the end");
}
