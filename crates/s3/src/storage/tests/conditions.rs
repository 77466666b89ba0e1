//! Writes and deletions under conditions.

use super::*;
use crate::error::S3ErrorCode;

#[tokio::test]
async fn if_none_match_star_lets_one_of_many_win() {
    let (directory, storage) = fresh();
    let storage = Arc::new(storage);
    let tasks: Vec<_> = (0..16_u8)
        .map(|i| {
            let storage = Arc::clone(&storage);
            tokio::spawn(async move {
                let put = PutObject {
                    condition: WriteCondition::Absent,
                    ..put_of("k")
                };
                storage
                    .put_object(put, &mut MemoryBody::new(vec![i]), at(0))
                    .await
                    .map(|_| i)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(winner) => winners.push(winner),
            lost => assert_eq!(refusal(lost).code(), S3ErrorCode::PreconditionFailed),
        }
    }
    assert_eq!(winners.len(), 1);
    assert_eq!(get(&storage, "k").await.unwrap(), winners);
    drop(storage);
    assert_eq!(blob_count(directory.path()), 1);
}

#[tokio::test]
async fn if_match_counts_up_without_losing_a_step() {
    let (_directory, storage) = fresh();
    let mut etag = put(&storage, "k", b"0").await.etag;
    for step in 1..5_u8 {
        let stale = PutObject {
            condition: WriteCondition::Match("\"stale\"".to_owned()),
            ..put_of("k")
        };
        let refused = storage
            .put_object(stale, &mut MemoryBody::new("x"), at(0))
            .await;
        assert_eq!(refusal(refused).status(), 412);
        let put = PutObject {
            condition: WriteCondition::Match(format!("\"{etag}\"")),
            ..put_of("k")
        };
        etag = storage
            .put_object(put, &mut MemoryBody::new(vec![step]), at(0))
            .await
            .unwrap()
            .etag;
    }
    assert_eq!(get(&storage, "k").await.unwrap(), [4]);
    let missing = PutObject {
        condition: WriteCondition::Match(etag),
        ..put_of("other")
    };
    let refused = storage
        .put_object(missing, &mut MemoryBody::new("x"), at(0))
        .await;
    assert_eq!(refusal(refused).code(), S3ErrorCode::NoSuchKey);
}

#[tokio::test]
async fn deletes_are_judged_one_by_one() {
    let (_directory, storage) = fresh();
    let etag = put(&storage, "a", b"a").await.etag;
    put(&storage, "b", b"b").await;
    let results = storage
        .delete_objects(
            BUCKET,
            vec![
                ("a".to_owned(), WriteCondition::Match(etag)),
                ("b".to_owned(), WriteCondition::Match("no".to_owned())),
                ("c".to_owned(), WriteCondition::Always),
                ("d".to_owned(), WriteCondition::Present),
            ],
        )
        .await
        .unwrap();
    let statuses: Vec<u16> = results
        .iter()
        .map(|result| {
            result
                .as_ref()
                .map_or_else(|error| error.status().as_u16(), |()| 204)
        })
        .collect();
    assert_eq!(statuses, [204, 412, 204, 404]);
    assert!(get(&storage, "a").await.is_none());
    assert!(get(&storage, "b").await.is_some());
}
