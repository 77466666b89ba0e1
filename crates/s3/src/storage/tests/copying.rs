//! Copies of objects and of parts.

use super::*;
use crate::checksum::ChecksumAlgorithm;
use crate::condition::ReadConditions;
use crate::error::S3ErrorCode;

fn source(key: &str) -> CopySource {
    CopySource {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        conditions: ReadConditions::default(),
    }
}

fn copy_of(from: &str, to: &str) -> CopyObject {
    CopyObject {
        source: source(from),
        bucket: BUCKET.to_owned(),
        key: to.to_owned(),
        storage_class: None,
        metadata: None,
        checksum: None,
        condition: WriteCondition::Always,
    }
}

#[tokio::test]
async fn a_copy_lives_on_its_own() {
    let (directory, storage) = fresh();
    let mut put = put_of("from");
    put.metadata.content_type = Some("text/plain".to_owned());
    storage
        .put_object(put, &mut MemoryBody::new("hello"), at(0))
        .await
        .unwrap();
    let copied = storage
        .copy_object(copy_of("from", "to"), at(5))
        .await
        .unwrap();
    assert_eq!(copied.metadata.content_type.as_deref(), Some("text/plain"));
    assert_eq!(copied.last_modified, at(5));
    storage
        .delete_object(BUCKET, "from", WriteCondition::Always)
        .await
        .unwrap();
    assert_eq!(get(&storage, "to").await.unwrap(), b"hello");

    let replaced = CopyObject {
        metadata: Some(ObjectMetadata::default()),
        checksum: Some(ChecksumAlgorithm::Sha256),
        ..copy_of("to", "to")
    };
    let again = storage.copy_object(replaced, at(6)).await.unwrap();
    assert_eq!(again.metadata, ObjectMetadata::default());
    assert_eq!(again.etag, copied.etag);
    assert_eq!(again.checksum.algorithm, ChecksumAlgorithm::Sha256);
    assert_eq!(get(&storage, "to").await.unwrap(), b"hello");
    drop(storage);
    assert_eq!(blob_count(directory.path()), 1);
}

#[tokio::test]
async fn what_a_copy_refuses() {
    let (_directory, storage) = fresh();
    put(&storage, "from", b"hello").await;
    let itself = storage.copy_object(copy_of("from", "from"), at(0)).await;
    assert_eq!(refusal(itself).code(), S3ErrorCode::InvalidRequest);
    let missing = storage.copy_object(copy_of("nowhere", "to"), at(0)).await;
    assert_eq!(
        refusal(missing),
        crate::error::S3Error::no_such_key("nowhere")
    );
    let occupied = CopyObject {
        condition: WriteCondition::Absent,
        ..copy_of("from", "to")
    };
    storage.copy_object(occupied.clone(), at(0)).await.unwrap();
    assert_eq!(
        refusal(storage.copy_object(occupied, at(0)).await).status(),
        412
    );
    let mut stale = copy_of("from", "to");
    stale.source.conditions = ReadConditions::of_copy_source(
        &[(
            "x-amz-copy-source-if-match".parse().unwrap(),
            "no".parse().unwrap(),
        )]
        .into_iter()
        .collect(),
    );
    assert_eq!(
        refusal(storage.copy_object(stale, at(0)).await).status(),
        412
    );
}

#[tokio::test]
async fn parts_copy_from_objects() {
    let (_directory, storage) = fresh();
    put(&storage, "from", b"hello world").await;
    let upload = uploads::begin(&storage, "to", None).await;
    let part = |range, number| CopyPart {
        source: source("from"),
        range,
        bucket: BUCKET.to_owned(),
        key: "to".to_owned(),
        upload_id: upload.upload_id.clone(),
        number,
    };
    let beyond = storage.copy_part(part(Some((0, 11)), 1), at(0)).await;
    assert_eq!(refusal(beyond).code(), S3ErrorCode::InvalidArgument);
    let stretch = storage
        .copy_part(part(Some((6, 10)), 1), at(0))
        .await
        .unwrap();
    assert_eq!(stretch.size, 5);
    uploads::complete(&storage, &upload, &[&stretch])
        .await
        .unwrap();
    assert_eq!(get(&storage, "to").await.unwrap(), b"world");

    // A copy of an object of parts is one plain object with the MD5 of its bytes.
    let plain = storage
        .copy_object(copy_of("to", "plain"), at(0))
        .await
        .unwrap();
    assert_eq!(plain.parts_count, None);
    assert_eq!(plain.etag, put(&storage, "same", b"world").await.etag);
}
