//! Injected faults happen when they are ordered, and only then.

use store::{
    At, CommitError, Memory, Outcome, Revision, Store, StoreError, Txn, TxnId,
    faulty::{Fault, Faulty},
};

fn put(number: u8) -> Txn {
    Txn::new(TxnId([number; 16])).put(vec![number], "value")
}

#[tokio::test]
async fn the_nth_commit_fails_as_ordered() {
    let table = [
        (Fault::Conflict, Outcome::NotCommitted),
        (Fault::Fail, Outcome::NotCommitted),
        (Fault::UnknownCommitted, Outcome::Committed(Revision(2))),
        (Fault::UnknownNotCommitted, Outcome::NotCommitted),
    ];
    for (fault, outcome) in table {
        let store = Faulty::new(Memory::new());
        store.on_commit(2, fault);
        assert_eq!(store.commit(put(1)).await, Ok(Revision(1)));
        let error = store.commit(put(2)).await.unwrap_err();
        match fault {
            Fault::Conflict => assert_eq!(
                error,
                CommitError::Conflict {
                    key: vec![2].into()
                }
            ),
            Fault::Fail => assert!(matches!(error, CommitError::Store(StoreError::Failed(_)))),
            _ => assert!(matches!(error, CommitError::Unknown(_))),
        }
        assert_eq!(
            store.outcome(TxnId([2; 16])).await,
            Ok(outcome),
            "{fault:?}"
        );
        assert_eq!(
            store.commit(put(2)).await,
            Ok(Revision(2)),
            "trying again is safe after {fault:?}"
        );
        assert_eq!(store.commits(), 3);
    }
}

#[tokio::test]
async fn a_store_that_is_down_answers_nothing() {
    let store = Faulty::new(Memory::new());
    store.commit(put(1)).await.unwrap();
    let mut feed = store.changes(Revision(0));
    store.set_down(true);
    assert!(store.commit(put(2)).await.is_err());
    assert!(store.snapshot(At::Latest).await.is_err());
    assert!(store.outcome(TxnId([1; 16])).await.is_err());
    assert!(feed.next().await.is_err());
    store.set_down(false);
    assert_eq!(feed.next().await.unwrap().revision, Revision(1));
}
