//! Pages of the short lists that stand inside a record: inline policies, attached policies, tags, versions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>

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
    let mut items: Vec<(String, T)> = items.into_iter().map(|item| (key(&item), item)).collect();
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    let rest = items
        .into_iter()
        .filter(|(key, _)| page.after.as_ref().is_none_or(|after| key > after));
    let (items, marker) = page.take(cx, question, rest, |(key, _)| key.clone());
    Ok((items.into_iter().map(|(_, item)| item).collect(), marker))
}
