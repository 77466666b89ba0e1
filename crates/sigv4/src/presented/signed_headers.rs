//! The list of signed headers, brought into the order that is signed.

use smallvec::SmallVec;
use std::borrow::Cow;

/// Lower-case header names, sorted, each once, joined by `;`.
#[derive(Clone)]
pub(crate) struct SignedHeaders<'a> {
    list: Cow<'a, str>,
    /// Where each name ends.
    ends: Ends,
}

/// Room for the names that a usual request signs.
type Ends = SmallVec<[usize; 16]>;

impl<'a> SignedHeaders<'a> {
    /// Reads the list leniently: S3 was observed to verify `Host;host;X-Amz-Date` in any order,
    /// because it lowers, sorts and de-duplicates the names before it canonicalises.
    pub(crate) fn parse(list: Cow<'a, str>) -> Self {
        let read = Self::split(list);
        if read.is_in_order() {
            return read;
        }
        let lowered = read.list.to_ascii_lowercase();
        let mut names: Vec<&str> = lowered
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        Self::split(names.join(";").into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.list
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces().filter(|name| !name.is_empty())
    }

    /// Asked for every header of a request, so that it looks at lengths first.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let mut start = 0;
        !name.is_empty()
            && self.ends.iter().any(|&end| {
                let is_as_long = end.saturating_sub(start) == name.len();
                let is_same = is_as_long && self.list.get(start..end) == Some(name);
                start = end + 1;
                is_same
            })
    }

    fn split(list: Cow<'a, str>) -> Self {
        let ends = memchr::memchr_iter(b';', list.as_bytes())
            .chain([list.len()])
            .collect();
        Self { list, ends }
    }

    /// The names between the semicolons, as they are signed: the empty list is one empty name.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let piece = self.list.get(start..end).unwrap_or_default();
            start = end + 1;
            piece
        })
    }

    fn is_in_order(&self) -> bool {
        // Without a way out of the loop, the compiler looks at many bytes at once.
        let is_plain = self.list.bytes().fold(true, |so_far, byte| {
            so_far & !byte.is_ascii_uppercase() & !byte.is_ascii_whitespace()
        });
        let mut previous = "";
        is_plain
            && self.pieces().all(|name| {
                let after = previous < name;
                previous = name;
                after
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lowered_sorted_and_said_once() {
        for (list, canonical) in [
            ("host;x-amz-date", "host;x-amz-date"),
            ("X-Amz-Date;Host;host", "host;x-amz-date"),
            ("host;;x", "host;x"),
            ("", ""),
            ("b;a;b", "a;b"),
        ] {
            let names = SignedHeaders::parse(list.into());
            assert_eq!(names.as_str(), canonical);
        }
        assert!(SignedHeaders::parse("a;host".into()).contains("host"));
        assert!(!SignedHeaders::parse("a;hosts".into()).contains("host"));
        assert!(!SignedHeaders::parse("".into()).contains(""));
    }
}
