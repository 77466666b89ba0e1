//! The cases that every engine passes: the contract as tests.
//!
//! In the tests of an engine, [`suite!`](crate::suite!) makes one test of each case:
//! ```
//! fn fresh(retained: u64) -> store::suite::Fresh {
//!     store::suite::Fresh::new(store::Memory::with_retention(retained))
//! }
//! store::suite!(fresh);
//! # fn main() {}
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test suite fails by panicking; it is behind a feature and never shipped"
)]

pub mod commits;
pub mod feeds;
pub mod model;
pub mod reads;

use std::{any::Any, sync::Arc};

use crate::{Expect, Store, Txn, TxnId};

/// An empty store, and whatever must live as long as it does (a temporary directory, a server).
pub struct Fresh {
    /// The store.
    pub store: Arc<dyn Store>,
    guard: Box<dyn Any + Send>,
}

impl Fresh {
    /// A store that needs nothing beside it.
    pub fn new(store: impl Store) -> Self {
        Self::guarded(store, ())
    }

    /// A store and what it needs.
    pub fn guarded(store: impl Store, guard: impl Any + Send) -> Self {
        Self {
            store: Arc::new(store),
            guard: Box::new(guard),
        }
    }
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fresh")
            .field("guard", &(*self.guard).type_id())
            .finish_non_exhaustive()
    }
}

/// Makes an empty store that retains at least this many commits and not many times more.
pub type Make = fn(retained: u64) -> Fresh;

/// One `#[test]` for each case, of the engine that the given function makes.
#[macro_export]
macro_rules! suite {
    ($make:path) => {
        $crate::suite!(@cases $make;
            commits::every_commit_is_the_next_revision,
            commits::checks_decide_in_order,
            commits::a_conflict_writes_nothing,
            commits::a_transaction_is_committed_once,
            commits::outcomes_are_known,
            commits::deleting_twice_is_allowed,
            commits::bounds_are_refused_and_limits_are_not,
            commits::concurrent_increments_lose_nothing,
            commits::a_transaction_raced_with_itself_is_committed_once,
            commits::a_dropped_commit_is_decided,
            commits::a_closed_store_refuses,
            reads::scans_are_ordered_and_bounded,
            reads::prefixes_of_0xff_end,
            reads::a_snapshot_does_not_change,
            reads::a_snapshot_is_never_torn,
            reads::the_past_is_exact_or_gone,
            reads::an_export_is_everything_at_one_revision,
            feeds::a_feed_has_no_gaps,
            feeds::a_feed_resumes_anywhere,
            feeds::a_feed_waits_and_wakes,
            feeds::a_cancelled_wait_loses_nothing,
            feeds::a_compacted_feed_says_so,
            feeds::a_reader_ahead_of_the_store_is_told,
            feeds::a_feed_ends_when_the_store_closes,
            model::the_store_is_a_btreemap,
        );
    };
    (@cases $make:path; $($module:ident :: $case:ident,)*) => {
        $(
            #[test]
            fn $case() {
                $crate::suite::block_on($crate::suite::$module::$case($make));
            }
        )*
    };
}

/// Runs a case on a runtime of its own.
pub fn block_on<T>(case: impl Future<Output = T>) -> T {
    runtime().block_on(case)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

/// A transaction named by a number.
fn txn(number: u128) -> Txn {
    Txn::new(TxnId(number.to_be_bytes()))
}

/// A transaction that makes a key.
fn create(number: u128, key: &'static str) -> Txn {
    txn(number).check(key, Expect::Absent).put(key, "value")
}

/// More than any case commits.
const PLENTY: u64 = 1000;
