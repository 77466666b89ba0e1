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

    /// The value at `name` itself.
    pub(super) fn value(&self, name: &str) -> Option<&'p str> {
        let at = self
            .entries
            .binary_search_by(|entry| rest(entry, self.skip).cmp(name))
            .ok()?;
        self.entries.get(at).map(|entry| entry.value.as_ref())
    }

    /// Everything below `name`.
    pub(super) fn child(&self, name: &str) -> Self {
        let order =
            |entry: &Entry<'_>| compare_prefix(rest(entry, self.skip).as_bytes(), name.as_bytes());
        let start = self
            .entries
            .partition_point(|entry| order(entry) == Ordering::Less);
        let tail = self.entries.get(start..).unwrap_or_default();
        let length = tail.partition_point(|entry| order(entry) == Ordering::Equal);
        let entries = tail.get(..length).unwrap_or_default();
        Self {
            entries,
            skip: self.skip.saturating_add(name.len()).saturating_add(1),
        }
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
        self.entries
            .iter()
            .map(move |entry| (rest(entry, skip), entry.value.as_ref()))
    }
}

fn rest<'p>(entry: &'p Entry<'_>, skip: usize) -> &'p str {
    entry.name.get(skip..).unwrap_or_default()
}

/// Where `text` stands relative to the names that begin with `name` and a dot.
fn compare_prefix(text: &[u8], name: &[u8]) -> Ordering {
    let prefix = name.iter().chain(b".");
    text.iter().take(name.len().saturating_add(1)).cmp(prefix)
}
