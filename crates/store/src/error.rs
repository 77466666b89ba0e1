//! What can go wrong, in the words of the contract.

use crate::{Key, Revision};

/// Why the store cannot answer. Nothing was changed, unless [`CommitError::Unknown`] says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A bound of the contract is exceeded; the text names the constant.
    #[error("too large for the store: {0}")]
    TooLarge(&'static str),
    /// The transaction is not one: an empty key, or a key written twice.
    #[error("malformed transaction: {0}")]
    Malformed(&'static str),
    /// The revision asked for is no longer retained.
    #[error("revision is gone; the oldest at hand is {oldest}")]
    RevisionGone {
        /// The oldest revision that can still be had.
        oldest: Revision,
    },
    /// The revision asked for has not happened in this store.
    #[error("revision is ahead of the store, which is at {latest}")]
    RevisionAhead {
        /// The last commit of the store.
        latest: Revision,
    },
    /// Another process (or another handle of this one) serves the same data.
    #[error("the data is in use by another process: {0}")]
    Locked(String),
    /// No room is left on the device. The engine goes on; writes succeed again once there is room.
    #[error("no space left for the store")]
    Full,
    /// What is stored is not what this engine writes, or was written by a newer version.
    #[error("the stored data is damaged or of another format: {0}")]
    Corrupt(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The device, the network or the database failed.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// Why a commit was not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The check on this key did not hold. Nothing was written: read again and decide again.
    #[error("a checked key was changed by another transaction")]
    Conflict {
        /// The first key, in the order of the checks, whose check failed.
        key: Key,
    },
    /// The acknowledgement was lost: the transaction may or may not have taken effect.
    /// [`crate::Store::outcome`] knows, once the store answers again; committing the same id again is safe too.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(StoreError),
    /// The transaction did not take effect.
    #[error(transparent)]
    Store(#[from] StoreError),
}
