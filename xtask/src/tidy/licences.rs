//! Licences of what the product stands on: permissive or MPL-2.0, as `deny.toml` lists them.
//!
//! The list is cargo-deny's; this reads the same file, so that a machine without cargo-deny checks it too.
//! <https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/>

use serde_json::Value;

use super::Finding;

/// The file with the list.
pub(super) const LIST: &str = "deny.toml";

/// A finding for each package of `metadata` whose licence the list does not allow.
pub(super) fn check(metadata: &Value, list: &str) -> Vec<Finding> {
    let allowed = allowed(list);
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    packages
        .filter_map(|package| {
            let text = |name| package.get(name).and_then(Value::as_str);
            let name = text("name")?;
            // A licence that is only a file is read by a person, and then named in an exception.
            let licence = text("license").unwrap_or("a file of its own");
            (!is_allowed(licence, &allowed)).then(|| {
                Finding::new(
                    LIST,
                    1,
                    format!("`{name}` is under {licence}, which is not allowed"),
                )
            })
        })
        .collect()
}

/// The quoted names between `allow = [` and `]`.
fn allowed(list: &str) -> Vec<&str> {
    let after = list
        .split_once("\nallow = [")
        .map_or("", |(_, after)| after);
    let inside = after.split_once("\n]").map_or("", |(inside, _)| inside);
    inside.split('"').skip(1).step_by(2).collect()
}

/// Evaluates a licence expression: one of its alternatives must be allowed in all its parts.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    // Old manifests write `MIT/Apache-2.0` for a choice.
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let verdict = alternatives(&mut words, allowed);
    verdict && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn alternatives(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut verdict = parts(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        verdict |= parts(words, allowed);
    }
    verdict
}

fn parts(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut verdict = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        verdict &= one(words, allowed);
    }
    verdict
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let verdict = alternatives(words, allowed);
        return words.next_if_eq(&")").is_some() && verdict;
    }
    let Some(mut name) = words.next().map(str::to_owned) else {
        return false;
    };
    if words.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", words.next().unwrap_or_default());
    }
    // `MPL-2.0+` is that version or a later one.
    allowed.contains(&name.trim_end_matches('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: &str = "[licenses]\nallow = [\n    \"MIT\",\n    \"Apache-2.0\",\n    \"Apache-2.0 WITH LLVM-exception\",\n    \"MPL-2.0\",\n]\nother = [\"GPL-3.0\"]\n";

    #[test]
    fn the_list_is_read() {
        assert_eq!(
            allowed(ALLOWED),
            [
                "MIT",
                "Apache-2.0",
                "Apache-2.0 WITH LLVM-exception",
                "MPL-2.0"
            ]
        );
        assert_eq!(allowed("no list"), [""; 0]);
    }

    #[test]
    fn an_expression_needs_one_whole_alternative() {
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT/GPL-3.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(GPL-3.0 OR MIT) AND Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MPL-2.0+", true),
            ("Apache-2.0 WITH Other-exception", false),
            ("MIT)", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(
                is_allowed(expression, &allowed(ALLOWED)),
                expected,
                "{expression}"
            );
        }
    }

    #[test]
    fn a_package_that_is_not_allowed_is_named() {
        let metadata = serde_json::json!({"packages": [
            {"name": "good", "license": "MIT"},
            {"name": "bad", "license": "GPL-3.0"},
            {"name": "odd", "license": null},
        ]});
        let found: Vec<String> = check(&metadata, ALLOWED)
            .into_iter()
            .map(|finding| finding.why)
            .collect();
        assert_eq!(found.len(), 2);
        assert!(
            found.iter().any(|why| why.contains("`bad`"))
                && found.iter().any(|why| why.contains("`odd`"))
        );
    }
}
