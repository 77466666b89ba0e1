//! Pages of keys, against a model.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Put(String),
    Delete(String),
}

/// Keys over a small alphabet, so that prefixes, delimiters and neighbours collide.
fn key() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            Just("a"),
            Just("b"),
            Just("/"),
            Just("//"),
            Just("ü"),
            Just("\u{0}"),
            Just("\u{10ffff}")
        ],
        1..6,
    )
    .prop_map(|pieces| pieces.concat())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(
        prop_oneof![3 => key().prop_map(Step::Put), 1 => key().prop_map(Step::Delete)],
        1..40,
    )
}

/// The specification: filter, roll up, in order.
fn model(keys: &BTreeMap<String, ()>, query: &ListQuery) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    for key in keys.keys().filter(|key| key.starts_with(&query.prefix)) {
        let seen = match &query.after {
            None => false,
            Some(After::Key(after) | After::Upload(after, _)) => key <= after,
            Some(After::Prefix(after)) => key <= after || key.starts_with(after.as_str()),
        };
        if seen {
            continue;
        }
        let rest = &key[query.prefix.len()..];
        let rolled = query.delimiter.as_ref().and_then(|delimiter| {
            let at = rest.find(delimiter.as_str())?;
            Some(format!("{}{}", query.prefix, &rest[..at + delimiter.len()]))
        });
        let item = rolled.map_or((key.clone(), false), |common| (common, true));
        if all.last() != Some(&item) {
            all.push(item);
        }
    }
    all
}

fn items(page: &ListPage) -> Vec<(String, bool)> {
    let mut items: Vec<_> = page
        .objects
        .iter()
        .map(|object| (object.key.clone(), false))
        .collect();
    items.extend(
        page.common_prefixes
            .iter()
            .map(|common| (common.clone(), true)),
    );
    items.sort();
    items
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn listings_equal_the_model(
        steps in steps(),
        prefix in prop_oneof![Just(String::new()), key()],
        delimiter in prop_oneof![Just(None), Just(Some("/".to_owned())), Just(Some("//".to_owned())), Just(Some("b".to_owned()))],
        marker in prop_oneof![2 => Just(None), 1 => key().prop_map(Some)],
        max_keys in 1_usize..6,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (_directory, storage) = fresh();
            let mut keys = BTreeMap::new();
            for step in &steps {
                match step {
                    Step::Put(key) => {
                        put(&storage, key, b"x").await;
                        keys.insert(key.clone(), ());
                    }
                    Step::Delete(key) => {
                        storage.delete_object(BUCKET, key, WriteCondition::Always).await.unwrap();
                        keys.remove(key);
                    }
                }
            }
            let after = marker.map(|marker| After::marker(&marker, &prefix, delimiter.as_deref()));
            let mut query = ListQuery { prefix, delimiter, after, max_keys };
            let mut expected = model(&keys, &query);
            expected.sort();
            let mut listed = Vec::new();
            loop {
                let page = storage.list_objects(BUCKET, query.clone()).await.unwrap();
                let found = items(&page);
                prop_assert!(found.len() <= max_keys);
                listed.extend(found);
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
            prop_assert_eq!(listed, expected);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_bucket_lists_only_its_own_keys() {
    let (_directory, storage) = fresh();
    put(&storage, "mine", b"x").await;
    let other = PutObject {
        bucket: "b-2".to_owned(),
        ..put_of("theirs")
    };
    storage
        .put_object(other, &mut MemoryBody::new("x"), at(0))
        .await
        .unwrap();
    let page = storage
        .list_objects(
            BUCKET,
            ListQuery {
                max_keys: 10,
                ..ListQuery::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(items(&page), [("mine".to_owned(), false)]);
    let none = storage
        .list_objects(BUCKET, ListQuery::default())
        .await
        .unwrap();
    assert!(none.objects.is_empty() && none.next.is_none());
}

#[test]
fn a_marker_that_is_a_common_prefix_skips_it_whole() {
    assert_eq!(
        After::marker("a/", "", Some("/")),
        After::Prefix("a/".to_owned())
    );
    assert_eq!(
        After::marker("a/b", "", Some("/")),
        After::Key("a/b".to_owned())
    );
    assert_eq!(After::marker("a/", "", None), After::Key("a/".to_owned()));
    assert_eq!(
        After::marker("a/b/", "a/", Some("/")),
        After::Prefix("a/b/".to_owned())
    );
}
