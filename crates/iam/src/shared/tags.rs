//! Tags of users, roles and policies: what is refused, and how stored tags change.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use names::{Tag, TagCase, TagSet};
use pipeline::Context;
use records::quotas;
use shapes::iam::{InvalidInput, LimitExceeded};
use wire::CommonError;

use super::{errors, page};

/// The tags that a new thing is made with.
///
/// # Errors
/// `InvalidInput` for reserved and repeated keys; the reserved ones are told first, as AWS was observed to do.
/// `ValidationError` for a key of nothing but blanks.
pub(crate) fn of_new<E>(tags: &[shapes::iam::Tag], case: TagCase) -> Result<TagSet, E>
where
    E: From<InvalidInput> + From<CommonError>,
{
    check::<E>(tags, case)?;
    Ok(tags.iter().map(stored).collect())
}

/// The tags of an existing thing after `tags` were set on it.
pub(crate) fn set<E>(
    present: &TagSet,
    tags: &[shapes::iam::Tag],
    case: TagCase,
) -> Result<TagSet, E>
where
    E: From<InvalidInput> + From<LimitExceeded> + From<CommonError>,
{
    if tags.is_empty() {
        return Err(errors::no_tags().into());
    }
    check::<E>(tags, case)?;
    let mut changed = present.clone();
    for tag in tags {
        changed.set(stored(tag), case);
    }
    if changed.len() > quotas::TAGS_PER_RESOURCE {
        return Err(errors::too_many_tags().into());
    }
    Ok(changed)
}

/// Refuses to set no tags at all, in the words for server certificates and providers.
pub(crate) fn require_some(tags: &[shapes::iam::Tag]) -> Result<(), InvalidInput> {
    match tags {
        [] => Err(errors::empty_tags()),
        _ => Ok(()),
    }
}

/// Refuses to remove no tags at all, which only server certificates and providers do.
pub(crate) fn require_some_keys(keys: &[String]) -> Result<(), InvalidInput> {
    match keys {
        [] => Err(errors::empty_tag_keys()),
        _ => Ok(()),
    }
}

/// The tags of an existing thing after `keys` were removed; absent, reserved and repeated keys are no fault.
pub(crate) fn removed(present: &TagSet, keys: &[String], case: TagCase) -> TagSet {
    let mut changed = present.clone();
    for key in keys {
        changed.remove(key, case);
    }
    changed
}

/// One page of tags, and the marker of the next.
pub(crate) fn page(
    cx: &Context<'_>,
    question: &str,
    asked: page::Asked<'_>,
    tags: &TagSet,
) -> Result<(Vec<shapes::iam::Tag>, Option<String>), CommonError> {
    let tags = shown(tags).into_iter();
    page::sorted(cx, question, asked, tags, |tag| tag.key.clone())
}

/// Tags as the protocol has them.
pub(crate) fn shown(tags: &TagSet) -> Vec<shapes::iam::Tag> {
    tags.iter()
        .map(|tag| shapes::iam::Tag {
            key: tag.key.clone(),
            value: tag.value.clone(),
        })
        .collect()
}

/// Tags as they are shown beside other members: absent when there are none.
pub(crate) fn shown_if_any(tags: &TagSet) -> Option<Vec<shapes::iam::Tag>> {
    (!tags.is_empty()).then(|| shown(tags))
}

/// Keys with values, for condition keys.
pub(crate) fn pairs(tags: &[shapes::iam::Tag]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()))
}

fn check<E>(tags: &[shapes::iam::Tag], case: TagCase) -> Result<(), E>
where
    E: From<InvalidInput> + From<CommonError>,
{
    // The model's pattern lets blanks through. AWS was observed to refuse a key of them alone as if it did not.
    let is_blank = |tag: &shapes::iam::Tag| tag.key.chars().all(char::is_whitespace);
    if let Some(position) = tags.iter().position(is_blank) {
        return Err(errors::blank_tag_key(position + 1).into());
    }
    let is_reserved = |key: &str| {
        key.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
    };
    if tags.iter().any(|tag| is_reserved(&tag.key)) {
        return Err(errors::reserved_tag_key().into());
    }
    for (position, tag) in tags.iter().enumerate() {
        if tags
            .iter()
            .take(position)
            .any(|earlier| case.same_key(&earlier.key, &tag.key))
        {
            return Err(errors::duplicate_tag_keys(case).into());
        }
    }
    Ok(())
}

fn stored(tag: &shapes::iam::Tag) -> Tag {
    Tag {
        key: tag.key.clone(),
        value: tag.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use shapes::iam::TagUserError;
    use wire::ServiceError as _;

    use super::*;

    fn tags(keys: &[&str]) -> Vec<shapes::iam::Tag> {
        let tag = |key: &&str| shapes::iam::Tag {
            key: (*key).to_owned(),
            value: String::new(),
        };
        keys.iter().map(tag).collect()
    }

    #[test]
    fn tags_are_refused_in_the_words_of_aws() {
        let duplicate = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        let reserved = "Tag keys beginning with aws: are reserved for system use.";
        let blank = "1 validation error detected: Value at 'tags.2.member.key' failed to satisfy constraint: Member \
                     must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
        for (keys, case, expected) in [
            (
                &[][..],
                TagCase::Insensitive,
                Err("Error occurred while validating input. "),
            ),
            (&["a", "b"], TagCase::Insensitive, Ok(2)),
            (&["a", "A"], TagCase::Insensitive, Err(duplicate)),
            (&["a", "A"], TagCase::Sensitive, Ok(2)),
            (&["AWS:a", "AWS:a"], TagCase::Sensitive, Err(reserved)),
            (&["aws"], TagCase::Sensitive, Ok(1)),
            (&["a b"], TagCase::Sensitive, Ok(1)),
            (&["a", " "], TagCase::Sensitive, Err(blank)),
        ] {
            let set = set::<TagUserError>(&TagSet::default(), &tags(keys), case);
            let got = set.as_ref().map(TagSet::len).map_err(|error| match error {
                TagUserError::InvalidInput(error) => error.message.as_str(),
                TagUserError::Common(error) => error.message().unwrap_or_default(),
                _ => "",
            });
            assert_eq!(got, expected, "{keys:?}");
        }
    }

    #[test]
    fn a_resource_holds_fifty_tags() {
        let keys: Vec<String> = (0..50).map(|number| format!("key{number}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let full = set::<TagUserError>(&TagSet::default(), &tags(&keys), TagCase::Insensitive);
        let full = full.unwrap();
        let same = set::<TagUserError>(&full, &tags(&["KEY0"]), TagCase::Insensitive);
        assert_eq!(same.unwrap().len(), 50);
        let more = set::<TagUserError>(&full, &tags(&["one more"]), TagCase::Insensitive);
        assert!(matches!(more, Err(TagUserError::LimitExceeded(_))));
    }

    #[test]
    fn removing_what_is_not_there_changes_nothing() {
        let present = of_new::<TagUserError>(&tags(&["Team"]), TagCase::Insensitive).unwrap();
        let keys = ["aws:x".to_owned(), "other".to_owned()];
        assert_eq!(removed(&present, &keys, TagCase::Insensitive), present);
        let keys = ["TEAM".to_owned(), "team".to_owned()];
        assert!(removed(&present, &keys, TagCase::Insensitive).is_empty());
    }
}
