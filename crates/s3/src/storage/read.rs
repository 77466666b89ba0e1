//! GetObject and HeadObject: an object at one moment, and a body that stays what it was at that moment.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use std::fs::File;
use std::io;
use std::sync::Arc;

use super::blob::Blobs;
use super::error::StorageError;
use super::index::Index;
use super::lease::{Lease, Leases};
use super::object::{ObjectHead, ObjectRow, Piece};
use super::object_body::ObjectBody;
use super::{Storage, blocking};
use crate::error::{S3Error, S3ErrorCode};
use crate::range::ByteSpan;

/// An object held open for reading.
pub struct OpenObject {
    head: ObjectHead,
    pieces: Vec<Piece>,
    first: File,
    blobs: Arc<Blobs>,
    lease: Lease,
}

/// Where one part of an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSpan {
    /// The bytes of the part.
    pub span: ByteSpan,
    /// `x-amz-mp-parts-count`; `None` for an object that was not uploaded in parts.
    pub parts_count: Option<u32>,
}

impl Storage {
    /// What is known of an object; `None` when there is none.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn head_object(
        &self,
        bucket: &str,
        key: &str,
    ) -> Result<Option<ObjectHead>, StorageError> {
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        self.read(move |connection| {
            Ok(ObjectRow::find(connection, &bucket, &key)?.map(|row| row.head))
        })
        .await
    }

    /// Opens an object for reading; `None` when there is none.
    ///
    /// # Errors
    /// Storage faults.
    pub async fn open_object(
        &self,
        bucket: &str,
        key: &str,
    ) -> Result<Option<OpenObject>, StorageError> {
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let (index, blobs, leases) = (
            Arc::clone(&self.index),
            Arc::clone(&self.blobs),
            Arc::clone(&self.leases),
        );
        blocking(move || {
            for _ in 0..ATTEMPTS {
                let Some((row, pieces)) = find(&index, &bucket, &key)? else {
                    return Ok(None);
                };
                if let Some(open) = hold(&blobs, &leases, row, pieces)? {
                    return Ok(Some(open));
                }
            }
            Err(StorageError::Damaged(
                "the bytes of an object are missing".to_owned(),
            ))
        })
        .await
    }
}

impl OpenObject {
    /// What is known of the object.
    #[must_use]
    pub fn head(&self) -> &ObjectHead {
        &self.head
    }

    /// Where part `number` lies. An object that was not uploaded in parts is its own part 1.
    ///
    /// # Errors
    /// `InvalidPartNumber`.
    pub fn part(&self, number: u32) -> Result<PartSpan, S3Error> {
        let mut start = 0_u64;
        for (piece, at) in self.pieces.iter().zip(1_u32..) {
            if at == number {
                let span = ByteSpan {
                    start,
                    length: piece.size,
                };
                return Ok(PartSpan {
                    span,
                    parts_count: self.head.parts_count,
                });
            }
            start = start.saturating_add(piece.size);
        }
        Err(S3Error::new(S3ErrorCode::InvalidPartNumber)
            .with("PartNumberRequested", number.to_string())
            .with("ActualPartCount", self.pieces.len().to_string()))
    }

    /// The bytes of a stretch that was resolved against [`ObjectHead::size`]; `None` is all of them.
    #[must_use]
    pub fn into_body(self, span: Option<ByteSpan>) -> ObjectBody {
        let span = span.unwrap_or(ByteSpan {
            start: 0,
            length: self.head.size,
        });
        ObjectBody::new(self.pieces, self.first, self.blobs, self.lease, span)
    }

    /// The only blob of an object that was not uploaded in parts, held as long as the lease.
    pub(super) fn single_blob(&self) -> Option<&Piece> {
        match self.pieces.as_slice() {
            [only] if self.head.parts_count.is_none() => Some(only),
            _ => None,
        }
    }
}

fn find(
    index: &Index,
    bucket: &str,
    key: &str,
) -> Result<Option<(ObjectRow, Vec<Piece>)>, StorageError> {
    index.read_blocking(|connection| {
        let Some(row) = ObjectRow::find(connection, bucket, key)? else {
            return Ok(None);
        };
        let pieces = row.pieces(connection)?;
        Ok(Some((row, pieces)))
    })
}

/// Holds the content and opens its first blob. `None` when it was overwritten since it was looked up:
/// blobs go in order, so while the first one is there under a lease, all are and stay.
fn hold(
    blobs: &Arc<Blobs>,
    leases: &Arc<Leases>,
    row: ObjectRow,
    pieces: Vec<Piece>,
) -> Result<Option<OpenObject>, StorageError> {
    let Some(lease) = leases.hold(&row.content) else {
        return Ok(None);
    };
    let Some(first) = pieces.first() else {
        return Err(StorageError::Damaged(
            "an object has no bytes at all".to_owned(),
        ));
    };
    match blobs.open_blob(&first.blob) {
        Ok(first) => Ok(Some(OpenObject {
            head: row.head,
            pieces,
            first,
            blobs: Arc::clone(blobs),
            lease,
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Look-ups before a missing blob counts as damage and not as an overwrite in between.
const ATTEMPTS: usize = 16;
