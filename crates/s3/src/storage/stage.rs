//! Staging: an upload's bytes become a durable blob that nobody can see yet, in bounded memory.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;

use super::blob::{Blobs, Unkept};
use super::error::StorageError;
use super::{Storage, blocking};
use crate::body::BodySource;
use crate::checksum::ChecksumAlgorithm;
use crate::error::{S3Error, S3ErrorCode};
use crate::payload::{Digests, Expectations, Proof};

/// A durable blob without a name in the index, and what was computed over it.
pub(super) struct Staged {
    pub(super) blob: Unkept,
    pub(super) size: u64,
    pub(super) md5: [u8; 16],
    checksums: Vec<(ChecksumAlgorithm, Vec<u8>)>,
}

impl Staged {
    /// A blob whose digests are known because it is the second name of another.
    pub(super) fn linked(
        blob: Unkept,
        size: u64,
        md5: [u8; 16],
        checksum: (ChecksumAlgorithm, Vec<u8>),
    ) -> Self {
        Self {
            blob,
            size,
            md5,
            checksums: vec![checksum],
        }
    }

    /// The checksum by an algorithm that was asked for when staging.
    pub(super) fn checksum(&self, algorithm: ChecksumAlgorithm) -> Result<Vec<u8>, StorageError> {
        self.checksums
            .iter()
            .find(|(known, _)| *known == algorithm)
            .map(|(_, value)| value.clone())
            .ok_or_else(|| StorageError::Damaged("a checksum was not computed".to_owned()))
    }
}

impl Storage {
    /// Receives a payload. Beside the declared checksum, `wanted` is computed too.
    ///
    /// Network and disk overlap: while one batch is hashed and written on a blocking thread, the next one
    /// is received. So an upload holds two batches in memory, and no thread while its client is slow.
    pub(super) async fn stage<B: BodySource>(
        &self,
        expected: &Expectations,
        wanted: Option<ChecksumAlgorithm>,
        body: &mut B,
    ) -> Result<Staged, StorageError> {
        if let Some(length) = expected.length
            && length > OBJECT_SIZE_MAX
        {
            return Err(too_large(length).into());
        }
        let mut writing = Writing::Idle(Box::new(Writer::new(&self.blobs, expected, wanted)));
        let mut batch = Vec::new();
        let mut batched = 0;
        let mut received = 0_u64;
        while let Some(chunk) = body.next_chunk().await? {
            received += chunk.len() as u64;
            if received > OBJECT_SIZE_MAX {
                return Err(too_large(received).into());
            }
            if expected.length.is_some_and(|length| received > length) {
                return Err(S3ErrorCode::IncompleteBody.into());
            }
            batched += chunk.len();
            batch.push(chunk);
            // Pieces are counted too: a client that sends single bytes must not pin a buffer with each.
            if batched >= BATCH || batch.len() >= BATCH_PIECES {
                writing = writing.write(std::mem::take(&mut batch)).await?;
                batched = 0;
            }
        }
        if expected.length.is_some_and(|length| received != length) {
            return Err(S3ErrorCode::IncompleteBody.into());
        }
        let proof = Proof::of(expected, body)?;
        let writer = writing.idle().await?;
        blocking(move || writer.finish(batch, &proof)).await
    }
}

/// A writer that waits for bytes, or one that is at work on a blocking thread.
enum Writing {
    Idle(Box<Writer>),
    Busy(tokio::task::JoinHandle<Result<Box<Writer>, StorageError>>),
}

impl Writing {
    async fn idle(self) -> Result<Box<Writer>, StorageError> {
        match self {
            Self::Idle(writer) => Ok(writer),
            Self::Busy(task) => task.await.map_err(|_| StorageError::Closed)?,
        }
    }

    async fn write(self, batch: Vec<Bytes>) -> Result<Self, StorageError> {
        let mut writer = self.idle().await?;
        Ok(Self::Busy(tokio::task::spawn_blocking(move || {
            writer.write(batch)?;
            Ok(writer)
        })))
    }
}

/// The blob being written and the digests running over it.
struct Writer {
    blobs: Arc<Blobs>,
    open: Option<(File, Unkept)>,
    size: u64,
    digests: Digests,
}

impl Writer {
    fn new(blobs: &Arc<Blobs>, expected: &Expectations, wanted: Option<ChecksumAlgorithm>) -> Self {
        Self {
            blobs: Arc::clone(blobs),
            open: None,
            size: 0,
            digests: Digests::new(expected, wanted),
        }
    }

    fn write(&mut self, batch: Vec<Bytes>) -> Result<(), StorageError> {
        let (file, _) = match &mut self.open {
            Some(open) => open,
            none => none.insert(self.blobs.create()?),
        };
        for chunk in batch {
            self.digests.update(&chunk);
            file.write_all(&chunk)?;
            self.size += chunk.len() as u64;
        }
        Ok(())
    }

    /// Writes the rest, holds the payload against what was promised, and only then pays for durability.
    fn finish(
        mut self: Box<Self>,
        rest: Vec<Bytes>,
        proof: &Proof,
    ) -> Result<Staged, StorageError> {
        self.write(rest)?;
        let computed = self.digests.finish();
        proof.check(&computed)?;
        let (file, blob) = self.open.ok_or(StorageError::Closed)?;
        file.sync_all()?;
        self.blobs.sync_shard(blob.id())?;
        Ok(Staged {
            blob,
            size: self.size,
            md5: computed.md5,
            checksums: computed.checksums,
        })
    }
}

fn too_large(size: u64) -> S3Error {
    S3Error::new(S3ErrorCode::EntityTooLarge)
        .with("ProposedSize", size.to_string())
        .with("MaxSizeAllowed", OBJECT_SIZE_MAX.to_string())
}

/// Bytes in one PutObject or part: 5 GiB.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
pub(super) const OBJECT_SIZE_MAX: u64 = 5 * 1024 * 1024 * 1024;
/// Bytes that are hashed and written at a time.
const BATCH: usize = 256 * 1024;
/// Pieces, as the network delivered them, that are hashed and written at a time.
const BATCH_PIECES: usize = 512;
