//! Pages of the short lists that stand inside a record: inline policies, attached policies, tags, versions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use pipeline::{Context, Page};
use wire::CommonError;

/// Where the page begins and how long it may be: the `Marker` and `MaxItems` of the request.
pub(crate) type Asked<'a> = (Option<&'a str>, Option<i32>);

/// One page of `items` in order of `key`, and the marker of the next page if there is one.
///
/// A page begins after the key of the last item of the page before, so what is added or removed in between moves
/// nothing else. `question` is the operation with the entity and all filters.
///
/// # Errors
/// `ValidationError` for a marker that was not given out for this question.
pub(crate) fn sorted<T>(
    cx: &Context<'_>,
    question: &str,
    (marker, max_items): Asked<'_>,
    items: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> String,
) -> Result<(Vec<T>, Option<String>), CommonError> {
    let page = Page::of(cx, question, marker, max_items)?;
    let mut items: Vec<(String, T)> = items
        .into_iter()
        .map(|item| (bounded(key(&item)), item))
        .collect();
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    let rest = items
        .into_iter()
        .filter(|(key, _)| page.after.as_ref().is_none_or(|after| key > after));
    let (items, marker) = page.take(cx, question, rest, |(key, _)| key.clone());
    Ok((items.into_iter().map(|(_, item)| item).collect(), marker))
}

/// A key that fits into a marker. An ARN with a long path, or a tag's key in a script of three bytes a character, does
/// not; AWS promises no order, so what is too long stands by its beginning and a digest of the whole.
fn bounded(key: String) -> String {
    if key.len() <= KEY_BYTES_MAX {
        return key;
    }
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    let beginning: String = key.chars().take(KEY_CHARS_KEPT).collect();
    format!("{beginning}#{:016x}", hasher.finish())
}

/// A marker may have 320 characters, of which the seal takes some 45 and the encoding a quarter of the rest.
const KEY_BYTES_MAX: usize = 190;

/// Of at most three bytes each, with room for the digest.
const KEY_CHARS_KEPT: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_stay_short_and_distinct() {
        let short = "k".repeat(KEY_BYTES_MAX);
        assert_eq!(bounded(short.clone()), short);
        for end in ["a", "b"] {
            let long = "字".repeat(100) + end;
            assert!(bounded(long.clone()).len() <= KEY_BYTES_MAX);
            assert_eq!(bounded(long.clone()), bounded(long));
        }
        let [one, other] = ["a", "b"].map(|end| bounded("字".repeat(100) + end));
        assert_ne!(one, other);
    }
}
