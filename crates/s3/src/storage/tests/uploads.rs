//! Uploads in parts.

use super::*;
use crate::checksum::{ChecksumAlgorithm, ChecksumType};
use crate::error::{S3Error, S3ErrorCode};

const FIVE_MIB: usize = 5 * 1024 * 1024;

pub(super) async fn begin(
    storage: &Storage,
    key: &str,
    checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
) -> UploadRecord {
    let new = NewUpload {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        initiator: "arn:aws:iam::111122223333:user/u".to_owned(),
        storage_class: "STANDARD".to_owned(),
        checksum,
        metadata: ObjectMetadata {
            content_type: Some("x/y".to_owned()),
            ..ObjectMetadata::default()
        },
    };
    storage.create_upload(new, at(0)).await.unwrap()
}

pub(super) async fn begin_with_part(storage: &Storage, key: &str) -> UploadRecord {
    let upload = begin(storage, key, None).await;
    part(storage, &upload, 1, b"part").await.unwrap();
    upload
}

async fn part(
    storage: &Storage,
    upload: &UploadRecord,
    number: u32,
    bytes: &[u8],
) -> Result<PartRecord, StorageError> {
    let request = UploadPart {
        bucket: BUCKET.to_owned(),
        key: upload.key.clone(),
        upload_id: upload.upload_id.clone(),
        number,
        expected: Expectations::default(),
    };
    storage
        .upload_part(
            request,
            &mut MemoryBody::new(Bytes::copy_from_slice(bytes)),
            at(1),
        )
        .await
}

fn completion(upload: &UploadRecord, parts: &[&PartRecord]) -> CompleteUpload {
    CompleteUpload {
        bucket: BUCKET.to_owned(),
        key: upload.key.clone(),
        upload_id: upload.upload_id.clone(),
        parts: parts
            .iter()
            .map(|part| CompletedPart {
                number: part.number,
                etag: format!("\"{}\"", part.etag),
                checksums: part.checksum.clone().into_iter().collect(),
            })
            .collect(),
        checksum: None,
        checksum_type: None,
        object_size: None,
        condition: WriteCondition::Always,
    }
}

pub(super) async fn complete(
    storage: &Storage,
    upload: &UploadRecord,
    parts: &[&PartRecord],
) -> Result<ObjectHead, StorageError> {
    storage
        .complete_upload(completion(upload, parts), at(2))
        .await
}

#[tokio::test]
async fn parts_become_one_object() {
    let (directory, storage) = fresh();
    let first_bytes = vec![1; FIVE_MIB];
    let upload = begin(&storage, "k", None).await;
    part(&storage, &upload, 1, b"to be replaced").await.unwrap();
    let first = part(&storage, &upload, 1, &first_bytes).await.unwrap();
    let last = part(&storage, &upload, 7, b"tail").await.unwrap();
    part(&storage, &upload, 9, b"not listed").await.unwrap();
    assert!(storage.head_object(BUCKET, "k").await.unwrap().is_none());

    let head = complete(&storage, &upload, &[&first, &last]).await.unwrap();
    assert_eq!(head.size, FIVE_MIB as u64 + 4);
    assert_eq!(head.parts_count, Some(2));
    assert!(head.etag.ends_with("-2"), "{}", head.etag);
    assert_eq!(head.metadata.content_type.as_deref(), Some("x/y"));
    let whole = [first_bytes.as_slice(), b"tail"].concat();
    assert_eq!(get(&storage, "k").await.unwrap(), whole);
    let single = put(&storage, "single", &whole).await;
    assert_eq!(head.checksum, single.checksum);

    let open = storage.open_object(BUCKET, "k").await.unwrap().unwrap();
    let second = open.part(2).unwrap();
    assert_eq!(second.parts_count, Some(2));
    assert_eq!(
        open.part(3).unwrap_err().code(),
        S3ErrorCode::InvalidPartNumber
    );
    let span = crate::range::ByteSpan {
        start: second.span.start - 2,
        length: 6,
    };
    assert_eq!(
        open.into_body(Some(span))
            .collect()
            .await
            .unwrap()
            .to_bytes(),
        "\u{1}\u{1}tail"
    );

    assert_eq!(
        refusal(complete(&storage, &upload, &[&first, &last]).await).status(),
        404
    );
    storage
        .delete_object(BUCKET, "single", WriteCondition::Always)
        .await
        .unwrap();
    drop(storage);
    assert_eq!(blob_count(directory.path()), 2);
}

#[tokio::test]
async fn a_download_of_parts_outlives_the_object() {
    let (directory, storage) = fresh();
    let upload = begin(&storage, "k", None).await;
    let first = part(&storage, &upload, 1, &vec![1; FIVE_MIB])
        .await
        .unwrap();
    let last = part(&storage, &upload, 2, b"tail").await.unwrap();
    complete(&storage, &upload, &[&first, &last]).await.unwrap();
    let body = storage
        .open_object(BUCKET, "k")
        .await
        .unwrap()
        .unwrap()
        .into_body(None);
    storage
        .delete_object(BUCKET, "k", WriteCondition::Always)
        .await
        .unwrap();
    assert_eq!(body.collect().await.unwrap().to_bytes().len(), FIVE_MIB + 4);
    drop(storage);
    assert_eq!(blob_count(directory.path()), 0);
}

#[tokio::test]
async fn the_etag_is_the_md5_of_the_md5s() {
    let (_directory, storage) = fresh();
    let upload = begin(&storage, "k", None).await;
    let only = part(&storage, &upload, 1, b"hello").await.unwrap();
    let head = complete(&storage, &upload, &[&only]).await.unwrap();
    // md5(unhex("5d41402abc4b2a76b9719d911017c592"))
    assert_eq!(head.etag, "62109206880d38a4010a98e11243924a-1");
}

#[tokio::test]
async fn what_completion_refuses() {
    let (_directory, storage) = fresh();
    let upload = begin(&storage, "k", None).await;
    let small = part(&storage, &upload, 1, b"small").await.unwrap();
    let last = part(&storage, &upload, 2, b"last").await.unwrap();
    let good = completion(&upload, &[&last]);
    let wrong_etag = PartRecord {
        etag: small.etag.clone(),
        ..last.clone()
    };
    let absent = PartRecord {
        number: 3,
        ..last.clone()
    };
    for (case, request, code) in [
        (
            "order",
            completion(&upload, &[&last, &small]),
            "InvalidPartOrder",
        ),
        (
            "twice",
            completion(&upload, &[&last, &last]),
            "InvalidPartOrder",
        ),
        ("etag", completion(&upload, &[&wrong_etag]), "InvalidPart"),
        ("absent", completion(&upload, &[&absent]), "InvalidPart"),
        ("none", completion(&upload, &[]), "MalformedXML"),
        (
            "small",
            completion(&upload, &[&small, &last]),
            "EntityTooSmall",
        ),
        (
            "key",
            CompleteUpload {
                key: "other".to_owned(),
                ..good.clone()
            },
            "NoSuchUpload",
        ),
        (
            "size",
            CompleteUpload {
                object_size: Some(5),
                ..good.clone()
            },
            "InvalidRequest",
        ),
        (
            "type",
            CompleteUpload {
                checksum_type: Some(ChecksumType::Composite),
                ..good.clone()
            },
            "InvalidRequest",
        ),
        (
            "checksum",
            CompleteUpload {
                checksum: Some((ChecksumAlgorithm::Crc64Nvme, "AAAAAAAAAAA=".to_owned())),
                ..good.clone()
            },
            "BadDigest",
        ),
        (
            "condition",
            CompleteUpload {
                condition: WriteCondition::Match("e".to_owned()),
                ..good.clone()
            },
            "NoSuchKey",
        ),
    ] {
        let refused = refusal(storage.complete_upload(request, at(0)).await);
        assert_eq!(refused.code().as_str(), code, "{case}");
    }
    storage.complete_upload(good, at(0)).await.unwrap();
    assert_eq!(get(&storage, "k").await.unwrap(), b"last");
}

#[tokio::test]
async fn a_composite_checksum_wants_every_part_to_name_it() {
    let (_directory, storage) = fresh();
    let chosen = (ChecksumAlgorithm::Sha256, ChecksumType::Composite);
    let upload = begin(&storage, "k", Some(chosen)).await;
    let without = part(&storage, &upload, 1, b"x").await;
    assert_eq!(
        refusal(without),
        S3Error::invalid_request(
            "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null"
        )
    );
    let mut hasher = crate::checksum::Hasher::new(ChecksumAlgorithm::Sha256);
    hasher.update(b"x");
    let request = UploadPart {
        bucket: BUCKET.to_owned(),
        key: "k".to_owned(),
        upload_id: upload.upload_id.clone(),
        number: 1,
        expected: Expectations {
            checksum: Some(DeclaredChecksum {
                algorithm: ChecksumAlgorithm::Sha256,
                value: Some(hasher.finish()),
            }),
            ..Expectations::default()
        },
    };
    let stored = storage
        .upload_part(request, &mut MemoryBody::new("x"), at(0))
        .await
        .unwrap();
    let silent = PartRecord {
        checksum: None,
        ..stored.clone()
    };
    assert_eq!(
        refusal(complete(&storage, &upload, &[&silent]).await).code(),
        S3ErrorCode::InvalidRequest
    );
    let head = complete(&storage, &upload, &[&stored]).await.unwrap();
    assert_eq!(head.checksum.kind, ChecksumType::Composite);
    assert!(head.checksum.value.ends_with("-1"));
}

#[tokio::test]
async fn aborting_drops_the_parts() {
    let (directory, storage) = fresh();
    let upload = begin_with_part(&storage, "k").await;
    storage
        .abort_upload(BUCKET, "k", &upload.upload_id)
        .await
        .unwrap();
    let again = storage.abort_upload(BUCKET, "k", &upload.upload_id).await;
    assert_eq!(refusal(again).code(), S3ErrorCode::NoSuchUpload);
    assert_eq!(
        refusal(part(&storage, &upload, 2, b"x").await).code(),
        S3ErrorCode::NoSuchUpload
    );
    drop(storage);
    assert_eq!(blob_count(directory.path()), 0);
}

#[tokio::test]
async fn parts_and_uploads_list_in_pages() {
    let (_directory, storage) = fresh();
    let upload = begin(&storage, "a/1", None).await;
    for number in [5, 1, 3] {
        part(&storage, &upload, number, b"x").await.unwrap();
    }
    let id = &upload.upload_id;
    let first = storage.list_parts(BUCKET, "a/1", id, 0, 2).await.unwrap();
    assert_eq!(
        first
            .parts
            .iter()
            .map(|part| part.number)
            .collect::<Vec<_>>(),
        [1, 3]
    );
    assert!(first.is_truncated);
    let rest = storage.list_parts(BUCKET, "a/1", id, 3, 2).await.unwrap();
    assert_eq!(rest.parts.len(), 1);
    assert!(!rest.is_truncated);

    for key in ["a/1", "a/2", "b"] {
        begin(&storage, key, None).await;
    }
    let mut query = UploadQuery {
        max_uploads: 1,
        ..UploadQuery::default()
    };
    let mut keys = Vec::new();
    loop {
        let page = storage.list_uploads(BUCKET, query.clone()).await.unwrap();
        keys.extend(page.uploads.into_iter().map(|upload| upload.key));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert_eq!(keys, ["a/1", "a/1", "a/2", "b"]);
    let rolled = UploadQuery {
        delimiter: Some("/".to_owned()),
        max_uploads: 10,
        ..UploadQuery::default()
    };
    let page = storage.list_uploads(BUCKET, rolled).await.unwrap();
    assert_eq!(page.common_prefixes, ["a/"]);
    assert_eq!(page.uploads.len(), 1);
}
