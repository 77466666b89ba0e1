//! Requests that race: whatever wins, nothing refers to what is gone, and each name is borne once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod request;
mod slow_store;
#[expect(dead_code, reason = "what the tests of STS need beyond this")]
#[path = "../../../sts/tests/it/support.rs"]
mod support;
mod truth;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use store::Memory;
use store::faulty::{Fault, Faulty};

use crate::request::{Request, all, request};
use crate::slow_store::SlowStore;
use crate::support::{Credentials, HOME, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Rounds of requests that are made at the same time, while commits are late, conflict, fail, or lose their answer.
    #[test]
    fn nothing_dangles_and_names_are_borne_once(
        rounds in prop::collection::vec(prop::collection::vec(request(), 2..10), 1..6),
        faults in prop::collection::btree_map(1_u64..60, fault(), 0..12),
        delays in prop::collection::vec(0_u32..4, 1..16),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = Arc::new(Faulty::new(SlowStore::new(Memory::new(), delays)));
            let world = Arc::new(World::over(Arc::clone(&store) as _, vec![iam::service()]).await);
            let root = world.account(HOME).await;
            let mut borne = BTreeMap::new();
            for request in all() {
                prop_assert_eq!(perform(&world, &root, &[request], &mut borne).await, [200]);
            }
            for (commit, fault) in &faults {
                store.on_commit(*commit, *fault);
            }
            for round in &rounds {
                let statuses = perform(&world, &root, round, &mut borne).await;
                // A store that fails is the only reason for an internal error.
                let tolerated = |status: &u16| matches!(status, 200 | 404 | 409) || (*status >= 500 && !faults.is_empty());
                prop_assert!(statuses.iter().all(tolerated), "{:?}: {:?}", round, statuses);
                truth::check(&world.replica, &borne)?;
            }
            Ok(())
        })?;
    }
}

/// An account may have twenty server certificates and a hundred providers of a kind; the last is made by one of many.
#[tokio::test]
async fn a_quota_is_not_passed_by_those_who_come_together() {
    let delays = vec![0, 3, 1, 2];
    let store = SlowStore::new(Memory::new(), delays);
    let world = Arc::new(World::over(Arc::new(store), vec![iam::service()]).await);
    let root = world.account(HOME).await;
    let mut served = 0;
    for round in 0..7 {
        let providers = (0..16).map(|number| request::create_provider(round * 16 + number));
        let providers: Vec<Request> = providers.collect();
        let statuses = perform(&world, &root, &providers, &mut BTreeMap::new()).await;
        assert!(
            statuses.iter().all(|status| matches!(status, 200 | 409)),
            "{statuses:?}"
        );
        served += statuses.iter().filter(|status| **status == 200).count();
    }
    assert_eq!(served, 100);
}

/// Makes the requests at the same time and counts how often each name is borne by what was answered.
async fn perform(
    world: &Arc<World>,
    root: &Credentials,
    requests: &[Request],
    borne: &mut BTreeMap<String, i32>,
) -> Vec<u16> {
    let made: Vec<_> = requests
        .iter()
        .map(|request| {
            let (world, root, request) = (Arc::clone(world), root.clone(), request.clone());
            tokio::spawn(async move {
                let parameters: Vec<(&str, &str)> = request
                    .parameters
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                let action = request.action;
                world
                    .call_service("iam", "2010-05-08", &root, action, &parameters)
                    .await
                    .status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for (made, request) in made.into_iter().zip(requests) {
        let status = made.await.unwrap();
        if status == 200 {
            for (name, change) in request.names() {
                *borne.entry(name).or_default() += change;
            }
        }
        statuses.push(status);
    }
    statuses
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::Conflict),
        1 => Just(Fault::Fail),
        2 => Just(Fault::UnknownCommitted),
        2 => Just(Fault::UnknownNotCommitted),
    ]
}
