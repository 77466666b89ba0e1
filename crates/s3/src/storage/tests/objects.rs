//! Objects go in, come out and are replaced.

use super::*;
use crate::checksum::{self, ChecksumAlgorithm};
use crate::error::S3ErrorCode;
use crate::range::ByteSpan;

#[tokio::test]
async fn what_is_put_is_what_is_got() {
    let (_directory, storage) = fresh();
    let large: Vec<u8> = (0..1_000_003_u32).map(|i| (i % 253) as u8).collect();
    let chunks = large.chunks(65_000).map(Bytes::copy_from_slice);
    let mut put = put_of("a/../b//c/");
    put.metadata.content_type = Some("text/plain".to_owned());
    put.metadata
        .user
        .insert("colour".to_owned(), "blue".to_owned());
    let mut body = MemoryBody::of_chunks(chunks);
    let stored = storage
        .put_object(put.clone(), &mut body, at(1))
        .await
        .unwrap();
    assert_eq!(stored.size, large.len() as u64);
    assert_eq!(stored.checksum.algorithm, ChecksumAlgorithm::Crc64Nvme);

    let head = storage
        .head_object(BUCKET, "a/../b//c/")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(head, stored);
    assert_eq!(head.metadata, put.metadata);
    assert_eq!(head.last_modified, at(1));
    assert_eq!(get(&storage, "a/../b//c/").await.unwrap(), large);

    let open = storage
        .open_object(BUCKET, "a/../b//c/")
        .await
        .unwrap()
        .unwrap();
    let span = ByteSpan {
        start: 300_000,
        length: 400_001,
    };
    let part = open
        .into_body(Some(span))
        .collect()
        .await
        .unwrap()
        .to_bytes();
    assert_eq!(part, large[300_000..700_001]);
    assert!(get(&storage, "a/b/c").await.is_none());
}

#[tokio::test]
async fn keys_are_any_text_and_never_a_path() {
    let (directory, storage) = fresh();
    let long = "k".repeat(1024);
    let keys = [
        "..",
        "../../etc/passwd",
        "/",
        "//",
        "a\u{0}b",
        "ü",
        "\u{10ffff}",
        "\n",
        long.as_str(),
    ];
    for key in keys {
        put(&storage, key, key.as_bytes()).await;
    }
    for key in keys {
        assert_eq!(get(&storage, key).await.unwrap(), key.as_bytes());
    }
    assert_eq!(blob_count(directory.path()), keys.len());
}

#[tokio::test]
async fn empty_objects_are_objects() {
    let (_directory, storage) = fresh();
    let stored = storage
        .put_object(put_of("empty"), &mut MemoryBody::default(), at(0))
        .await
        .unwrap();
    assert_eq!(stored.etag, "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(get(&storage, "empty").await.unwrap(), b"");
}

#[tokio::test]
async fn overwriting_and_deleting_leave_no_blob_behind() {
    let (directory, storage) = fresh();
    for round in 0..5_u8 {
        put(&storage, "k", &[round]).await;
    }
    storage
        .delete_object(BUCKET, "k", WriteCondition::Always)
        .await
        .unwrap();
    storage
        .delete_object(BUCKET, "k", WriteCondition::Always)
        .await
        .unwrap();
    drop(storage);
    assert_eq!(blob_count(directory.path()), 0);
}

#[tokio::test]
async fn a_download_outlives_the_object() {
    let (_directory, storage) = fresh();
    put(&storage, "k", b"old").await;
    let open = storage.open_object(BUCKET, "k").await.unwrap().unwrap();
    put(&storage, "k", b"new").await;
    storage
        .delete_object(BUCKET, "k", WriteCondition::Always)
        .await
        .unwrap();
    assert_eq!(
        open.into_body(None).collect().await.unwrap().to_bytes(),
        "old"
    );
}

#[tokio::test]
async fn a_payload_must_be_what_was_promised() {
    let sha256 = |bytes: &[u8]| -> [u8; 32] {
        let mut hasher = checksum::Hasher::new(ChecksumAlgorithm::Sha256);
        hasher.update(bytes);
        hasher.finish().try_into().unwrap()
    };
    let md5_of_hello = [
        0x5d, 0x41, 0x40, 0x2a, 0xbc, 0x4b, 0x2a, 0x76, 0xb9, 0x71, 0x9d, 0x91, 0x10, 0x17, 0xc5,
        0x92,
    ];
    let crc32 = |value: Option<&[u8]>| {
        Some(DeclaredChecksum {
            algorithm: ChecksumAlgorithm::Crc32,
            value: value.map(<[u8]>::to_vec),
        })
    };
    let crc32_of_hello = [0x36, 0x10, 0xa6, 0x86];
    let fine = Expectations::default;
    for (case, expected, trailer, outcome) in [
        ("nothing", fine(), None, None),
        (
            "length",
            Expectations {
                length: Some(5),
                ..fine()
            },
            None,
            None,
        ),
        (
            "longer",
            Expectations {
                length: Some(6),
                ..fine()
            },
            None,
            Some("IncompleteBody"),
        ),
        (
            "shorter",
            Expectations {
                length: Some(4),
                ..fine()
            },
            None,
            Some("IncompleteBody"),
        ),
        (
            "too large",
            Expectations {
                length: Some(6 << 30),
                ..fine()
            },
            None,
            Some("EntityTooLarge"),
        ),
        (
            "md5",
            Expectations {
                content_md5: Some(md5_of_hello),
                ..fine()
            },
            None,
            None,
        ),
        (
            "bad md5",
            Expectations {
                content_md5: Some([0; 16]),
                ..fine()
            },
            None,
            Some("BadDigest"),
        ),
        (
            "sha256",
            Expectations {
                payload_sha256: Some(sha256(b"hello")),
                ..fine()
            },
            None,
            None,
        ),
        (
            "bad sha256",
            Expectations {
                payload_sha256: Some(sha256(b"hullo")),
                ..fine()
            },
            None,
            Some("XAmzContentSHA256Mismatch"),
        ),
        (
            "crc32",
            Expectations {
                checksum: crc32(Some(&crc32_of_hello)),
                ..fine()
            },
            None,
            None,
        ),
        (
            "bad crc32",
            Expectations {
                checksum: crc32(Some(&[0; 4])),
                ..fine()
            },
            None,
            Some("BadDigest"),
        ),
        (
            "trailer",
            Expectations {
                checksum: crc32(None),
                ..fine()
            },
            Some("NhCmhg=="),
            None,
        ),
        (
            "bad trailer",
            Expectations {
                checksum: crc32(None),
                ..fine()
            },
            Some("AAAAAA=="),
            Some("BadDigest"),
        ),
        (
            "no trailer",
            Expectations {
                checksum: crc32(None),
                ..fine()
            },
            None,
            Some("InvalidRequest"),
        ),
    ] {
        let (directory, storage) = fresh();
        let mut body = MemoryBody::new("hello");
        if let Some(value) = trailer {
            body = body.with_trailer("x-amz-checksum-crc32", value);
        }
        let put = PutObject {
            expected,
            ..put_of("k")
        };
        let result = storage.put_object(put, &mut body, at(0)).await;
        match outcome {
            None => assert_eq!(
                result.unwrap().etag,
                crate::payload::hex(&md5_of_hello),
                "{case}"
            ),
            Some(code) => {
                assert_eq!(refusal(result).code().as_str(), code, "{case}");
                assert!(get(&storage, "k").await.is_none(), "{case}");
                assert_eq!(blob_count(directory.path()), 0, "{case}");
            }
        }
    }
}

#[tokio::test]
async fn a_body_that_breaks_changes_nothing() {
    struct Broken(u8);
    impl crate::body::BodySource for Broken {
        async fn next_chunk(&mut self) -> Result<Option<Bytes>, crate::error::S3Error> {
            self.0 += 1;
            if self.0 < 4 {
                Ok(Some(vec![0; 300_000].into()))
            } else {
                Err(S3ErrorCode::RequestTimeout.into())
            }
        }
        fn trailer(&self, _: &str) -> Option<&str> {
            None
        }
    }
    let (directory, storage) = fresh();
    put(&storage, "k", b"old").await;
    let result = storage.put_object(put_of("k"), &mut Broken(0), at(0)).await;
    assert_eq!(refusal(result).code(), S3ErrorCode::RequestTimeout);
    assert_eq!(get(&storage, "k").await.unwrap(), b"old");
    drop(storage);
    // The blocking thread that held the broken upload may end after the answer; it ends before the next start.
    let mut storage = open(directory.path());
    storage.finish_collecting();
    assert_eq!(blob_count(directory.path()), 1);
}

#[tokio::test]
async fn a_closed_bucket_takes_nothing_until_it_is_opened_again() {
    let (directory, storage) = fresh();
    put(&storage, "k", b"x").await;
    assert_eq!(
        refusal(storage.close_bucket(BUCKET).await).code(),
        S3ErrorCode::BucketNotEmpty
    );
    storage
        .delete_object(BUCKET, "k", WriteCondition::Always)
        .await
        .unwrap();
    uploads::begin_with_part(&storage, "half").await;
    storage.close_bucket(BUCKET).await.unwrap();
    storage.close_bucket(BUCKET).await.unwrap();
    let refused = storage
        .put_object(put_of("k"), &mut MemoryBody::new("y"), at(0))
        .await;
    assert_eq!(refusal(refused).code(), S3ErrorCode::OperationAborted);
    storage.reopen_bucket(BUCKET).await.unwrap();
    put(&storage, "k", b"y").await;
    drop(storage);
    assert_eq!(blob_count(directory.path()), 1);
}
