//! The list of signed headers, brought into the order that is signed.

use std::borrow::Cow;

/// Lower-case header names, sorted, each once, joined by `;`.
#[derive(Clone)]
pub(crate) struct SignedHeaders<'a>(Cow<'a, str>);

impl<'a> SignedHeaders<'a> {
    /// Reads the list leniently: S3 was observed to verify `Host;host;X-Amz-Date` in any order,
    /// because it lowers, sorts and de-duplicates the names before it canonicalises.
    pub(crate) fn parse(list: Cow<'a, str>) -> Self {
        if is_in_order(&list) {
            return Self(list);
        }
        let lowered = list.to_ascii_lowercase();
        let mut names: Vec<&str> = lowered
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        Self(Cow::Owned(names.join(";")))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(';').filter(|name| !name.is_empty())
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names().any(|signed| signed == name)
    }
}

fn is_in_order(list: &str) -> bool {
    let mut previous = "";
    !list
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_whitespace())
        && list.split(';').all(|name| {
            let after = previous < name;
            previous = name;
            after
        })
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
