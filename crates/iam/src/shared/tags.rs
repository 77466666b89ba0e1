//! Tags of users, roles and policies: what is refused, and how stored tags change.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use names::{Tag, TagCase, TagSet};
use records::quotas;
use shapes::iam::{InvalidInput, LimitExceeded};

use super::errors;

/// The tags that a new thing is made with.
///
/// # Errors
/// `InvalidInput` for reserved and repeated keys; the reserved ones are told first, as AWS was observed to do.
pub(crate) fn of_new(tags: &[shapes::iam::Tag], case: TagCase) -> Result<TagSet, InvalidInput> {
    check(tags, case)?;
    Ok(tags.iter().map(stored).collect())
}

/// The tags of an existing thing after `tags` were set on it.
pub(crate) fn set<E>(
    present: &TagSet,
    tags: &[shapes::iam::Tag],
    case: TagCase,
) -> Result<TagSet, E>
where
    E: From<InvalidInput> + From<LimitExceeded>,
{
    check(tags, case)?;
    let mut changed = present.clone();
    for tag in tags {
        changed.set(stored(tag), case);
    }
    if changed.len() > quotas::TAGS_PER_RESOURCE.limit {
        return Err(errors::quota_exceeded(quotas::TAGS_PER_RESOURCE).into());
    }
    Ok(changed)
}

/// The tags of an existing thing after `keys` were removed; absent, reserved and repeated keys are no fault.
pub(crate) fn removed(present: &TagSet, keys: &[String], case: TagCase) -> TagSet {
    let mut changed = present.clone();
    for key in keys {
        changed.remove(key, case);
    }
    changed
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

fn check(tags: &[shapes::iam::Tag], case: TagCase) -> Result<(), InvalidInput> {
    let is_reserved = |key: &str| {
        key.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
    };
    if tags.iter().any(|tag| is_reserved(&tag.key)) {
        return Err(errors::reserved_tag_key());
    }
    for (position, tag) in tags.iter().enumerate() {
        if tags
            .iter()
            .take(position)
            .any(|earlier| case.same_key(&earlier.key, &tag.key))
        {
            return Err(errors::duplicate_tag_keys());
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
