//! Ordered byte keys, optimistic transactions and a gapless change feed, the same over every engine.
//!
//! Start reading at [`Store`]: its few methods are the whole contract. [`Memory`] is the shortest engine and the
//! model of what the others must do; [`Sqlite`] is the embedded, durable one; [`faulty::Faulty`] wraps any engine
//! and fails on command. Every engine passes the cases of `store::suite` (feature `suite`).
//!
//! This crate deliberately knows bytes only: no accounts, no users, no record formats, no clock, no randomness.
//! What keys and values mean is the business of the crate `records`.
//!
//! ```
//! use store::{At, Expect, Memory, Store, Txn, TxnId};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let store = Memory::new();
//! let txn = Txn::new(TxnId([7; 16])).check("user/alice", Expect::Absent).put("user/alice", "{}");
//! let revision = store.commit(txn).await.unwrap();
//!
//! let snapshot = store.snapshot(At::Latest).await.unwrap();
//! assert_eq!(snapshot.get(b"user/alice").await.unwrap().unwrap().1, revision);
//! # });
//! ```

mod contract;
mod error;
mod export;
pub mod faulty;
mod feed;
pub mod key;
mod memory;
mod sqlite;
#[cfg(feature = "suite")]
pub mod suite;
mod txn;

pub use contract::{At, BoxFuture, Change, Changes, Entry, Outcome, Snapshot, Store};
pub use error::{CommitError, StoreError};
pub use export::Export;
pub use key::{Key, Value};
pub use memory::Memory;
pub use sqlite::Sqlite;
pub use txn::{
    Expect, KEY_BYTES_MAX, Revision, TXN_BYTES_MAX, TXN_OPERATIONS_MAX, Txn, TxnId,
    VALUE_BYTES_MAX, Write,
};
