//! All parameters whose names begin with one path.

use std::cmp::Ordering;

use super::form::{Entry, Params};

/// The parameters below one path, as a slice of the sorted form and the length of the path.
#[derive(Clone, Copy)]
pub(super) struct Node<'p> {
    entries: &'p [Entry<'p>],
    skip: usize,
}

impl<'p> Node<'p> {
    /// The whole form.
    pub(super) fn root(params: &'p Params<'_>) -> Self {
        Self {
            entries: params.entries(),
            skip: 0,
        }
    }

    /// Nothing below an absent path.
    pub(super) const fn empty() -> Self {
        Self {
            entries: &[],
            skip: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value at `name` itself, and everything below it.
    pub(super) fn at(&self, name: &str) -> (Option<&'p str>, Self) {
        let start = self
            .entries
            .partition_point(|entry| rest(entry, self.skip) < name.as_bytes());
        let mut named = self.entries.get(start..).unwrap_or_default();
        let mut value = None;
        if let Some((first, others)) = named.split_first()
            && rest(first, self.skip) == name.as_bytes()
        {
            value = Some(first.value.as_ref());
            named = others;
        }
        let is_close = |entry: &Entry<'_>| rest(entry, self.skip).starts_with(name.as_bytes());
        if !named.first().is_some_and(is_close) {
            return (value, Self::empty());
        }
        // Names that go on with a character before the dot (`Tags-x`) stand between `Tags` and `Tags.member`.
        let order = |entry: &Entry<'_>| compare_prefix(rest(entry, self.skip), name.as_bytes());
        let start = named.partition_point(|entry| order(entry) == Ordering::Less);
        let below = named.get(start..).unwrap_or_default();
        let length = below.partition_point(|entry| order(entry) == Ordering::Equal);
        let entries = below.get(..length).unwrap_or_default();
        let skip = self.skip.saturating_add(name.len()).saturating_add(1);
        (value, Self { entries, skip })
    }

    /// The value at `name` itself.
    pub(super) fn value(&self, name: &str) -> Option<&'p str> {
        self.at(name).0
    }

    /// The part of this node that `range` selects, one `segment` further down.
    pub(super) fn part(&self, range: std::ops::Range<usize>, segment: &str) -> Self {
        let entries = self.entries.get(range).unwrap_or_default();
        Self {
            entries,
            skip: self.skip.saturating_add(segment.len()).saturating_add(1),
        }
    }

    /// The rest of each name below this path, with its value.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'p str, &'p str)> + use<'p> {
        let skip = self.skip;
        self.entries.iter().map(move |entry| {
            (
                entry.name.get(skip..).unwrap_or_default(),
                entry.value.as_ref(),
            )
        })
    }
}

fn rest<'p>(entry: &'p Entry<'_>, skip: usize) -> &'p [u8] {
    entry.name.as_bytes().get(skip..).unwrap_or_default()
}

/// Where `text` stands relative to the names that begin with `name` and a dot.
fn compare_prefix(text: &[u8], name: &[u8]) -> Ordering {
    match text.split_at_checked(name.len()) {
        Some((start, rest)) => start
            .cmp(name)
            .then_with(|| rest.first().copied().cmp(&Some(b'.'))),
        // Shorter than the name alone: a prefix of it stands before it.
        None => text.cmp(name),
    }
}
