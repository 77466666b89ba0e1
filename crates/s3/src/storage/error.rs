//! What can go wrong in the storage: a refusal meant for the client, or a fault meant for the operator.

use std::io;

use crate::error::{S3Error, S3ErrorCode};

/// A storage failure.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The request is refused; nothing was changed.
    #[error(transparent)]
    Refused(#[from] S3Error),
    /// The file system failed.
    #[error("object storage: {0}")]
    Io(#[from] io::Error),
    /// The index failed.
    #[error("object index: {0}")]
    Index(#[from] rusqlite::Error),
    /// The index could not be made durable; what was written may or may not be there.
    #[error("object index: the commit failed: {0}")]
    Commit(String),
    /// The index and the files contradict each other.
    #[error("object storage is damaged: {0}")]
    Damaged(String),
    /// A worker of the storage is gone.
    #[error("object storage is shutting down")]
    Closed,
}

impl StorageError {
    /// What the client reads. Everything but a refusal is `InternalError`, and its cause goes to the log.
    #[must_use]
    pub fn into_s3_error(self) -> S3Error {
        match self {
            Self::Refused(error) => error,
            fault => {
                tracing::error!(error = %fault, "object storage failed");
                S3ErrorCode::InternalError.into()
            }
        }
    }
}

impl From<StorageError> for S3Error {
    fn from(error: StorageError) -> Self {
        error.into_s3_error()
    }
}

impl From<S3ErrorCode> for StorageError {
    fn from(code: S3ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}
