//! The headers of a request, found by name without hashing.

use http::{HeaderMap, HeaderValue};
use smallvec::SmallVec;

/// The headers one by one, those of one name together and in the order of their arrival.
///
/// A name is looked for among those of its length: the few headers of a request mostly differ in it, and the map would
/// hash every name that it is asked for.
pub(crate) struct Lines<'a> {
    lines: SmallVec<[Line<'a>; 24]>,
}

struct Line<'a> {
    name: &'a str,
    value: &'a HeaderValue,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        Self {
            lines: headers
                .iter()
                .map(|(name, value)| Line {
                    name: name.as_str(),
                    value,
                })
                .collect(),
        }
    }

    /// The values of the header with this lower-case name.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a HeaderValue> {
        let first = self.lines.iter().position(|line| line.name == name);
        first
            .and_then(|first| self.lines.get(first..))
            .unwrap_or_default()
            .iter()
            .take_while(move |line| line.name == name)
            .map(|line| line.value)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_the_map_finds(
            sent in prop::collection::vec(("[a-c]{1,2}|[a-b]{33}", "[x-z]{0,2}"), 0..40),
            asked in "[a-c]{1,2}|[a-b]{33}",
        ) {
            let mut map = HeaderMap::new();
            for (name, value) in &sent {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                map.append(name, HeaderValue::from_str(value).unwrap());
            }
            let lines = Lines::of(&map);
            for name in sent.iter().map(|(name, _)| name).chain([&asked]) {
                prop_assert!(lines.values(name).eq(map.get_all(name)), "{name}");
            }
        }
    }
}
