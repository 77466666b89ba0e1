//! Commits and the feed over a store that fails on command.

use std::future::Future;

use store::faulty::{Fault, Faulty};
use store::{Memory, Txn};

use super::*;
use crate::samples::{account_id, group, group_id, user};
use crate::{ReadTx, Reads, Stored, groups, users};

type FaultyMemory = Arc<Faulty<Memory>>;

fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(test)
}

fn memory() -> FaultyMemory {
    Arc::new(Faulty::new(Memory::new()))
}

async fn replica(store: &FaultyMemory) -> Arc<Replica> {
    Replica::open(Arc::clone(store) as Arc<dyn Store>)
        .await
        .unwrap()
}

async fn following(store: &FaultyMemory) -> Arc<Replica> {
    let replica = replica(store).await;
    follow(&replica);
    replica
}

fn follow(replica: &Arc<Replica>) -> tokio::task::JoinHandle<Result<(), ReplicaError>> {
    let replica = Arc::clone(replica);
    tokio::spawn(async move { replica.follow().await })
}

fn write(replica: &Replica) -> WriteTx {
    WriteTx::new(ReadTx::new(replica.state()))
}

async fn commit(replica: &Replica, number: u8, tx: WriteTx) -> Result<(), CommitFailure> {
    replica.commit(TxnId([number; 16]), tx).await
}

fn has_user(replica: &Replica, name: &str) -> bool {
    users::by_name(&mut ReadTx::new(replica.state()), account_id(0), name).is_some()
}

#[test]
fn of_two_creators_of_one_name_one_wins() {
    run(async {
        let replica = following(&memory()).await;
        let (mut one, mut other) = (write(&replica), write(&replica));
        one.put(user(0, "Ann", 0));
        other.put(user(0, "ANN", 1));
        assert_eq!(commit(&replica, 1, one).await, Ok(()));
        assert_eq!(
            commit(&replica, 2, other).await,
            Err(CommitFailure::Conflict)
        );
        let winner = users::by_name(&mut ReadTx::new(replica.state()), account_id(0), "ann");
        assert_eq!(winner.unwrap().id, user(0, "Ann", 0).id);
    });
}

/// Joins the group, as AddUserToGroup does.
fn join(replica: &Replica) -> WriteTx {
    let mut tx = write(replica);
    let ann = users::by_name(&mut tx, account_id(0), "Ann").unwrap();
    tx.touch(&groups::key(account_id(0), "Bob"));
    tx.put(users::User {
        groups: vec![group_id(0, "Bob")],
        ..ann.as_ref().clone()
    });
    tx
}

/// Deletes the group if it is empty, as DeleteGroup does.
fn disband(replica: &Replica) -> Option<WriteTx> {
    let mut tx = write(replica);
    let group = groups::by_name(&mut tx, account_id(0), "Bob")?;
    let is_empty = groups::members(&tx, &group, None).next().is_none();
    tx.delete(&group.key());
    is_empty.then_some(tx)
}

#[test]
fn nobody_joins_a_group_that_is_being_deleted() {
    run(async {
        for is_join_first in [true, false] {
            let replica = following(&memory()).await;
            let mut setup = write(&replica);
            setup.put(user(0, "Ann", 0));
            setup.put(group(0, "Bob"));
            commit(&replica, 1, setup).await.unwrap();

            let (join, disband_now) = (join(&replica), disband(&replica).unwrap());
            let (first, second) = if is_join_first {
                (join, disband_now)
            } else {
                (disband_now, join)
            };
            assert_eq!(commit(&replica, 2, first).await, Ok(()));
            assert_eq!(
                commit(&replica, 3, second).await,
                Err(CommitFailure::Conflict)
            );
            assert!(
                disband(&replica).is_none(),
                "no longer empty, or no longer there"
            );
        }
    });
}

#[test]
fn what_was_read_must_still_stand() {
    run(async {
        for was_there in [true, false] {
            let replica = following(&memory()).await;
            if was_there {
                let mut setup = write(&replica);
                setup.put(user(0, "Ann", 0));
                commit(&replica, 1, setup).await.unwrap();
            }
            let mut relying = write(&replica);
            assert_eq!(relying.read(&user(0, "Ann", 0).key()).is_some(), was_there);
            relying.put(user(0, "Bob", 0));
            let mut changing = write(&replica);
            changing.put(user(0, "Ann", 1));
            commit(&replica, 2, changing).await.unwrap();
            assert_eq!(
                commit(&replica, 3, relying).await,
                Err(CommitFailure::Conflict)
            );
            assert!(!has_user(&replica, "Bob"));
        }
    });
}

#[test]
fn a_transaction_sees_its_own_writes() {
    run(async {
        let replica = following(&memory()).await;
        let ann = user(0, "Ann", 0);
        let mut tx = write(&replica);
        assert!(tx.is_empty());
        tx.touch(&ann.key());
        assert!(tx.is_empty(), "there is nothing to touch");
        tx.put(ann.clone());
        assert!(users::by_name(&mut tx, account_id(0), "ANN").is_some());
        tx.delete(&ann.key());
        assert!(users::by_name(&mut tx, account_id(0), "ANN").is_none());
    });
}

#[test]
fn every_failure_of_a_commit_says_what_it_is() {
    let unavailable = Err(CommitFailure::Unavailable);
    for (fault, answer, is_there) in [
        (Fault::Conflict, Err(CommitFailure::Conflict), false),
        (Fault::Fail, unavailable, false),
        (Fault::UnknownCommitted, Ok(()), true),
        (Fault::UnknownNotCommitted, unavailable, false),
    ] {
        run(async {
            let store = memory();
            let replica = following(&store).await;
            store.on_commit(1, fault);
            let mut tx = write(&replica);
            tx.put(user(0, "Ann", 0));
            assert_eq!(commit(&replica, 1, tx).await, answer, "{fault:?}");
            assert_eq!(has_user(&replica, "Ann"), is_there, "{fault:?}");

            let mut next = write(&replica);
            next.put(user(0, "Bob", 0));
            assert_eq!(commit(&replica, 2, next).await, Ok(()), "{fault:?}");
        });
    }
}

#[test]
fn a_transaction_checks_all_it_writes_and_most_of_what_it_reads() {
    let limit = store::TXN_OPERATIONS_MAX;
    let name = |number: usize| format!("u{number:04}");
    for (reads, writes, fits) in [
        (3 * limit, 1, true),
        (0, limit / 2, true),
        (0, limit / 2 + 1, false),
    ] {
        let mut tx = WriteTx::new(ReadTx::new(Arc::new(State::default())));
        for number in 0..reads {
            tx.read(&users::key(account_id(0), &name(number)));
            tx.read(&users::key(account_id(0), &name(number)));
        }
        for number in 0..writes {
            tx.put(user(1, &name(number), 0));
        }
        match tx.into_txn(TxnId([1; 16])) {
            Ok(txn) => {
                assert!(fits);
                assert_eq!(txn.validate(), Ok(()));
                assert_eq!(
                    (txn.checks.len(), txn.writes.len()),
                    ((reads + writes).min(limit - writes), writes)
                );
                let checked = |key: &store::Key| {
                    txn.checks
                        .iter()
                        .filter(|(checked, _)| checked == key)
                        .count()
                };
                assert!(txn.writes.iter().all(|(key, _)| checked(key) == 1));
                assert!(txn.checks.iter().all(|(key, _)| checked(key) == 1));
            }
            Err(failure) => assert_eq!((fits, failure), (false, CommitFailure::TooLarge)),
        }
    }
}

#[test]
fn a_replica_that_fell_behind_begins_again() {
    run(async {
        let store = Arc::new(Faulty::new(Memory::with_retention(2)));
        let (behind, ahead) = (replica(&store).await, following(&store).await);
        for number in 0..9 {
            let mut tx = write(&ahead);
            tx.put(user(0, &format!("u{number}"), 0));
            commit(&ahead, number, tx).await.unwrap();
        }
        follow(&behind);
        let mut tx = write(&ahead);
        tx.put(user(0, "last", 0));
        commit(&ahead, 99, tx).await.unwrap();
        behind.reached(ahead.state().revision()).await.unwrap();
        assert!(
            (0..9).all(|number| has_user(&behind, &format!("u{number}")))
                && has_user(&behind, "last")
        );
    });
}

#[test]
fn two_nodes_on_one_store_lose_nothing_and_agree() {
    run(async {
        let store = memory();
        let nodes = [following(&store).await, following(&store).await];
        let mut writers = Vec::new();
        for (number, node) in nodes.iter().enumerate() {
            let node = Arc::clone(node);
            writers.push(tokio::spawn(async move {
                for round in 0..20_u8 {
                    // Both change one record: a lost update would lose an access key id.
                    loop {
                        let mut tx = write(&node);
                        let ann = users::by_name(&mut tx, account_id(0), "Ann");
                        let mut ann =
                            ann.map_or_else(|| user(0, "Ann", 0), |ann| ann.as_ref().clone());
                        ann.access_keys.push(crate::samples::access_key(&format!(
                            "AKIANODE{number}ROUND{round:03}"
                        )));
                        tx.put(ann);
                        let id = TxnId([u8::try_from(number).unwrap() * 100 + round; 16]);
                        match node.commit(id, tx).await {
                            Ok(()) => break,
                            Err(failure) => assert_eq!(failure, CommitFailure::Conflict),
                        }
                    }
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let latest = store.snapshot(store::At::Latest).await.unwrap().revision();
        for node in &nodes {
            node.reached(latest).await.unwrap();
            let ann = users::by_name(&mut ReadTx::new(node.state()), account_id(0), "Ann").unwrap();
            assert_eq!(ann.access_keys.len(), 1 + 2 * 20);
            assert_eq!(node.state().index(), replica(&store).await.state().index());
        }
    });
}

#[test]
fn without_a_follower_a_commit_does_not_wait_for_ever() {
    run(async {
        let store = memory();
        let replica = replica(&store).await;
        let follower = follow(&replica);
        tokio::task::yield_now().await;
        follower.abort();
        assert!(follower.await.unwrap_err().is_cancelled());
        let mut tx = write(&replica);
        tx.put(user(0, "Ann", 0));
        assert_eq!(
            commit(&replica, 1, tx).await,
            Err(CommitFailure::Unavailable)
        );
        assert!(!has_user(&replica, "Ann"));

        // It has taken effect all the same, and whoever follows again sees it.
        follow(&replica);
        let mut tx = write(&replica);
        tx.put(user(0, "Bob", 0));
        tokio::task::yield_now().await;
        assert_eq!(commit(&replica, 2, tx).await, Ok(()));
        assert!(has_user(&replica, "Ann") && has_user(&replica, "Bob"));
    });
}

#[test]
fn a_node_goes_on_reading_while_the_store_is_down() {
    run(async {
        let store = memory();
        let replica = replica(&store).await;
        store.set_down(true);
        let mut tx = write(&replica);
        tx.put(user(0, "Ann", 0));
        assert_eq!(
            commit(&replica, 1, tx).await,
            Err(CommitFailure::Unavailable)
        );
        assert!(matches!(
            replica.follow().await,
            Err(ReplicaError::Store(StoreError::Failed(_)))
        ));
        assert!(!has_user(&replica, "Ann"));
    });
}

#[test]
fn a_store_that_lies_ends_the_replica() {
    run(async {
        let store = memory();
        let replica = replica(&store).await;
        let key = store::Key::copy_from_slice(user(0, "Ann", 0).key().as_bytes());
        store
            .commit(Txn::new(TxnId([1; 16])).put(key, "\u{1}{}"))
            .await
            .unwrap();
        assert!(matches!(
            replica.follow().await,
            Err(ReplicaError::Corrupt(CorruptRecord))
        ));
        assert_eq!(replica.state().revision(), Revision(0));
        let opened = Replica::open(Arc::clone(&store) as Arc<dyn Store>).await;
        assert!(matches!(opened, Err(ReplicaError::Corrupt(CorruptRecord))));
    });
}

#[test]
fn a_closed_store_ends_the_feed_in_peace() {
    run(async {
        let store = memory();
        let replica = replica(&store).await;
        store.close().await.unwrap();
        assert!(replica.follow().await.is_ok());
    });
}
