//! Tags: up to fifty keys with values on one resource.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use serde::{Deserialize, Serialize};

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// 1 to 128 characters.
    pub key: String,
    /// 0 to 256 characters.
    pub value: String,
}

/// Whether two keys that differ only in case are the same key.
///
/// AWS was observed to fold the keys of users and roles and to tell those of policies and all other resources apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagCase {
    /// `Team` and `team` are one key: users, roles, sessions.
    Insensitive,
    /// `Team` and `team` are two keys: policies and other resources.
    Sensitive,
}

impl TagCase {
    /// Whether the two keys name one tag.
    #[must_use]
    pub fn same_key(self, one: &str, other: &str) -> bool {
        match self {
            Self::Sensitive => one == other,
            Self::Insensitive => one == other || one.to_lowercase() == other.to_lowercase(),
        }
    }
}

/// The tags of one resource, in the order they were set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagSet(Vec<Tag>);

impl TagSet {
    /// Most tags on one resource.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    pub const MAX: usize = 50;

    /// Sets `tag`; a key that is there already takes the new spelling and the new value in its old place.
    pub fn set(&mut self, tag: Tag, case: TagCase) {
        match self
            .0
            .iter_mut()
            .find(|old| case.same_key(&old.key, &tag.key))
        {
            Some(old) => *old = tag,
            None => self.0.push(tag),
        }
    }

    /// Removes the tag with this key; an absent key changes nothing.
    pub fn remove(&mut self, key: &str, case: TagCase) {
        self.0.retain(|tag| !case.same_key(&tag.key, key));
    }

    /// The tags in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Tag> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Tag> for TagSet {
    fn from_iter<I: IntoIterator<Item = Tag>>(tags: I) -> Self {
        Self(tags.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a TagSet {
    type Item = &'a Tag;
    type IntoIter = std::slice::Iter<'a, Tag>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag {
            key: key.into(),
            value: value.into(),
        }
    }

    #[test]
    fn retagging_a_user_replaces_spelling_and_value() {
        let mut tags: TagSet = [tag("Team", "a"), tag("Cost", "b")].into_iter().collect();
        tags.set(tag("team", "c"), TagCase::Insensitive);
        assert_eq!(
            tags.iter().map(|tag| tag.key.as_str()).collect::<Vec<_>>(),
            ["team", "Cost"]
        );
        tags.set(tag("TEAM", "d"), TagCase::Sensitive);
        assert_eq!(tags.len(), 3);
        tags.remove("Team", TagCase::Sensitive);
        assert_eq!(tags.len(), 3);
        tags.remove("Team", TagCase::Insensitive);
        assert_eq!(tags.len(), 1);
    }
}
