//! Cases about the change feed.

use std::{sync::Arc, task::Poll};

use super::{Make, PLENTY, create, txn};
use crate::{At, Change, Changes, Revision, StoreError, TxnId};

async fn take(count: usize, feed: &mut dyn Changes) -> Vec<Change> {
    let mut changes = Vec::new();
    while changes.len() < count {
        changes.push(feed.next().await.unwrap());
    }
    changes
}

/// Asks once and gives up, unless a change is there at once.
async fn glance(feed: &mut dyn Changes) -> Option<Change> {
    let mut next = feed.next();
    match std::future::poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx))).await {
        Poll::Ready(change) => Some(change.unwrap()),
        Poll::Pending => None,
    }
}

/// The feed tells every commit once, in order, with its id and its writes, also while many commit at once.
pub async fn a_feed_has_no_gaps(make: Make) {
    let fresh = make(PLENTY);
    let mut feed = fresh.store.changes(Revision(0));
    let tasks: Vec<_> = (0..8_u128)
        .map(|task| {
            let store = Arc::clone(&fresh.store);
            tokio::spawn(async move {
                for number in 0..25 {
                    let id = task * 25 + number;
                    let txn = txn(id).put(id.to_string(), "put").delete("deleted");
                    store
                        .commit(if number % 5 == 0 { super::txn(id) } else { txn })
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    let changes = take(200, &mut *feed).await;
    for task in tasks {
        task.await.unwrap();
    }
    let revisions: Vec<_> = changes.iter().map(|change| change.revision.0).collect();
    assert_eq!(revisions, (1..=200).collect::<Vec<_>>());
    for change in &changes {
        let id = u128::from_be_bytes(change.id.0);
        let writes = [
            (id.to_string().into(), Some("put".into())),
            ("deleted".into(), None),
        ];
        let expected = if id % 5 == 0 { &writes[..0] } else { &writes };
        assert_eq!(change.writes, expected);
    }
    let mut ids: Vec<_> = changes
        .iter()
        .map(|change| u128::from_be_bytes(change.id.0))
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..200).collect::<Vec<_>>());
}

/// Starting after any revision gives the same changes as reading on.
pub async fn a_feed_resumes_anywhere(make: Make) {
    let fresh = make(PLENTY);
    for number in 1..=10 {
        fresh
            .store
            .commit(txn(number).put("key", number.to_string()))
            .await
            .unwrap();
    }
    let all = take(10, &mut *fresh.store.changes(Revision(0))).await;
    for after in 0..10 {
        let rest = take(
            10 - after,
            &mut *fresh.store.changes(Revision(after as u64)),
        )
        .await;
        assert_eq!(rest, all[after..]);
    }
}

/// A feed at the end waits for the next commit. A refused commit and a repeated one do not show.
pub async fn a_feed_waits_and_wakes(make: Make) {
    let fresh = make(PLENTY);
    fresh.store.commit(create(1, "a")).await.unwrap();
    let mut feed = fresh.store.changes(Revision(1));
    let waiting = tokio::spawn(async move { feed.next().await.unwrap() });
    fresh.store.commit(create(2, "a")).await.unwrap_err();
    fresh.store.commit(create(1, "a")).await.unwrap();
    fresh.store.commit(create(3, "b")).await.unwrap();
    let change = waiting.await.unwrap();
    assert_eq!(
        (change.revision, change.id),
        (Revision(2), TxnId(3_u128.to_be_bytes()))
    );
}

/// A wait that is given up, at whatever point, neither loses nor repeats a change.
pub async fn a_cancelled_wait_loses_nothing(make: Make) {
    let fresh = make(PLENTY);
    let mut feed = fresh.store.changes(Revision(0));
    let mut seen = Vec::new();
    for number in 1..=20_u64 {
        seen.extend(glance(&mut *feed).await);
        fresh.store.commit(txn(number.into())).await.unwrap();
        seen.extend(glance(&mut *feed).await);
        if number % 3 == 0 && (seen.len() as u64) < number {
            seen.push(feed.next().await.unwrap());
        }
    }
    seen.extend(take(20 - seen.len(), &mut *feed).await);
    let seen: Vec<_> = seen.into_iter().map(|change| change.revision.0).collect();
    assert_eq!(seen, (1..=20).collect::<Vec<_>>());
}

/// What is no longer retained is refused, not skipped; a snapshot's revision is where to go on.
pub async fn a_compacted_feed_says_so(make: Make) {
    let fresh = make(4);
    let store = &fresh.store;
    for number in 1..=100 {
        store.commit(txn(number).put("key", "value")).await.unwrap();
    }
    let mut late = store.changes(Revision(0));
    let answer = late.next().await;
    let Err(StoreError::RevisionGone { oldest }) = answer else {
        panic!("{answer:?}")
    };
    assert!(oldest > Revision(1) && oldest <= Revision(97), "{oldest}");
    assert!(
        matches!(late.next().await, Err(StoreError::RevisionGone { .. })),
        "asking again does not help"
    );
    assert_eq!(
        take(4, &mut *store.changes(Revision(96))).await.len(),
        4,
        "the promised ones are there"
    );
    let snapshot = store.snapshot(At::Latest).await.unwrap().revision();
    store.commit(txn(101)).await.unwrap();
    assert_eq!(
        store.changes(snapshot).next().await.unwrap().revision,
        Revision(101)
    );
}

/// A reader that saw commits which this store has not must hear of it, and not wait until they are overtaken.
pub async fn a_reader_ahead_of_the_store_is_told(make: Make) {
    let fresh = make(PLENTY);
    fresh.store.commit(txn(1)).await.unwrap();
    for ahead in [2, 1_000_000, u64::MAX] {
        let answer = fresh.store.changes(Revision(ahead)).next().await;
        assert_eq!(
            answer,
            Err(StoreError::RevisionAhead {
                latest: Revision(1)
            })
        );
    }
}

/// Closing the store ends its feeds, after the last change.
pub async fn a_feed_ends_when_the_store_closes(make: Make) {
    let fresh = make(PLENTY);
    let mut feed = fresh.store.changes(Revision(0));
    let reader = tokio::spawn(async move {
        let mut seen = 0;
        loop {
            match feed.next().await {
                Ok(change) => seen = change.revision.0,
                Err(error) => return (seen, error),
            }
        }
    });
    for number in 1..=10 {
        fresh.store.commit(txn(number)).await.unwrap();
    }
    fresh.store.close().await.unwrap();
    assert_eq!(reader.await.unwrap(), (10, StoreError::Closed));
}
