//! The storage as its callers see it.

mod conditions;
mod copying;
mod crash;
mod listing;
mod objects;
mod uploads;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::body::MemoryBody;
use crate::condition::WriteCondition;
use crate::payload::{DeclaredChecksum, Expectations};

const BUCKET: &str = "b-1";

/// Distinct bytes without randomness.
fn entropy() -> Arc<dyn Entropy> {
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    Arc::new(|bytes: &mut [u8]| {
        let count = COUNTER
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (byte, value) in bytes
            .iter_mut()
            .zip(count.to_le_bytes().into_iter().cycle())
        {
            *byte = value;
        }
    })
}

fn open(directory: &Path) -> Storage {
    Storage::open(directory, entropy()).unwrap()
}

fn fresh() -> (TempDir, Storage) {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    (directory, storage)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn put_of(key: &str) -> PutObject {
    PutObject {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        storage_class: "STANDARD".to_owned(),
        metadata: ObjectMetadata::default(),
        condition: WriteCondition::Always,
        expected: Expectations::default(),
    }
}

async fn put(storage: &Storage, key: &str, bytes: &[u8]) -> ObjectHead {
    let mut body = MemoryBody::new(Bytes::copy_from_slice(bytes));
    storage
        .put_object(put_of(key), &mut body, at(0))
        .await
        .unwrap()
}

async fn get(storage: &Storage, key: &str) -> Option<Vec<u8>> {
    let open = storage.open_object(BUCKET, key).await.unwrap()?;
    Some(
        open.into_body(None)
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .to_vec(),
    )
}

fn refusal<T: std::fmt::Debug>(result: Result<T, StorageError>) -> crate::error::S3Error {
    match result.unwrap_err() {
        StorageError::Refused(error) => error,
        fault => panic!("a fault, not a refusal: {fault}"),
    }
}

/// Blob files on disk.
fn blob_count(directory: &Path) -> usize {
    std::fs::read_dir(directory.join("blobs"))
        .unwrap()
        .map(|shard| std::fs::read_dir(shard.unwrap().path()).unwrap().count())
        .sum()
}
