//! What is there after a process was killed in the middle.

use super::*;
use crate::checksum::ChecksumAlgorithm;

/// What a kill -9 leaves: a blob that is written, even durable, but that no row names.
#[tokio::test]
async fn what_no_row_names_is_collected_at_the_next_start() {
    let (directory, storage) = fresh();
    put(&storage, "k", b"kept").await;
    uploads::begin_with_part(&storage, "half").await;
    for size in [0, 10, 1_000_000] {
        let (mut file, unkept) = storage.blobs.create().unwrap();
        std::io::Write::write_all(&mut file, &vec![1; size]).unwrap();
        unkept.keep();
    }
    std::fs::write(directory.path().join("blobs/00/not-one-of-ours"), b"x").unwrap();
    drop(storage);
    assert_eq!(blob_count(directory.path()), 6);

    let mut storage = open(directory.path());
    storage.finish_collecting();
    assert_eq!(blob_count(directory.path()), 3);
    assert_eq!(get(&storage, "k").await.unwrap(), b"kept");
}

#[tokio::test]
async fn the_collector_leaves_uploads_under_way_alone() {
    let (directory, storage) = fresh();
    let (_file, unkept) = storage.blobs.create().unwrap();
    Collector::start(
        &directory.path().join("index.sqlite3"),
        Arc::clone(&storage.blobs),
    )
    .unwrap()
    .finish();
    assert_eq!(blob_count(directory.path()), 1);
    drop(unkept);
    assert_eq!(blob_count(directory.path()), 0);
}

#[tokio::test]
async fn a_download_from_before_the_restart_outlives_the_collection() {
    let (directory, storage) = fresh();
    put(&storage, "k", b"old").await;
    drop(storage);
    let mut storage = open(directory.path());
    let open = storage.open_object(BUCKET, "k").await.unwrap().unwrap();
    put(&storage, "k", b"new").await;
    storage.finish_collecting();
    assert_eq!(
        open.into_body(None).collect().await.unwrap().to_bytes(),
        "old"
    );
    assert_eq!(get(&storage, "k").await.unwrap(), b"new");
}

#[tokio::test]
async fn everything_acknowledged_is_there_after_a_restart() {
    let (directory, storage) = fresh();
    let mut stored = Vec::new();
    for i in 0..20 {
        stored.push(put(&storage, &format!("k{i}"), format!("v{i}").as_bytes()).await);
    }
    // A copy of the directory as it is on disk, without the storage being told: the picture after a kill.
    let picture = tempfile::tempdir().unwrap();
    copy_tree(directory.path(), picture.path());
    let after = open(picture.path());
    for (i, head) in stored.iter().enumerate() {
        let key = format!("k{i}");
        assert_eq!(
            after.head_object(BUCKET, &key).await.unwrap().as_ref(),
            Some(head)
        );
        assert_eq!(get(&after, &key).await.unwrap(), format!("v{i}").as_bytes());
    }
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let (directory, _storage) = fresh();
    assert!(matches!(
        Storage::open(directory.path(), entropy()),
        Err(StorageError::Damaged(_))
    ));
}

#[tokio::test]
async fn a_missing_blob_is_an_error_and_not_an_empty_object() {
    let (directory, storage) = fresh();
    let head = put(&storage, "k", b"x").await;
    assert_eq!(head.checksum.algorithm, ChecksumAlgorithm::Crc64Nvme);
    for shard in std::fs::read_dir(directory.path().join("blobs")).unwrap() {
        for blob in std::fs::read_dir(shard.unwrap().path()).unwrap() {
            std::fs::remove_file(blob.unwrap().path()).unwrap();
        }
    }
    assert!(matches!(
        storage.open_object(BUCKET, "k").await,
        Err(StorageError::Damaged(_))
    ));
}

#[tokio::test]
async fn a_short_blob_ends_in_an_error() {
    let (directory, storage) = fresh();
    put(&storage, "k", b"hello").await;
    for shard in std::fs::read_dir(directory.path().join("blobs")).unwrap() {
        for blob in std::fs::read_dir(shard.unwrap().path()).unwrap() {
            std::fs::write(blob.unwrap().path(), b"he").unwrap();
        }
    }
    let open = storage.open_object(BUCKET, "k").await.unwrap().unwrap();
    assert!(open.into_body(None).collect().await.is_err());
}

fn copy_tree(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
