//! The labels of a path and the pairs of a query string.
//! <https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait>

use std::borrow::Cow;

/// The text of each label, still percent-encoded; `None` if the path is none of the template's.
///
/// A greedy label, `{name+}`, takes all segments to the end.
pub(super) fn labels<'t, 'p>(template: &'t str, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
    let mut labels = Vec::new();
    let mut rest = Some(path);
    for segment in template.split('/') {
        let left = rest?;
        if let Some(name) = label(segment) {
            if let Some(name) = name.strip_suffix('+') {
                labels.push((name, left));
                return (!left.is_empty()).then_some(labels);
            }
            let (text, after) = next(left);
            // An empty label would make `/a//b` the path of two operations.
            if text.is_empty() {
                return None;
            }
            labels.push((name, text));
            rest = after;
        } else {
            let (text, after) = next(left);
            if text != segment {
                return None;
            }
            rest = after;
        }
    }
    rest.is_none().then_some(labels)
}

/// The values of a name in the query string, in their order.
pub(super) fn values<'q>(query: &'q str, name: &str) -> Vec<Option<Cow<'q, str>>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| decoded(key, true).is_some_and(|key| key == name))
        .map(|(_, value)| decoded(value, true))
        .collect()
}

/// Decodes percent-encoding; `None` for what is none, or is no text. In a query string, `+` is a blank.
pub(super) fn decoded(text: &str, is_query: bool) -> Option<Cow<'_, str>> {
    let is_plain = |byte: u8| byte != b'%' && !(is_query && byte == b'+');
    if text.bytes().all(is_plain) {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' if is_query => out.push(b' '),
            b'%' => {
                let high = hex(bytes.next()?)?;
                let low = hex(bytes.next()?)?;
                out.push((high << 4) | low);
            }
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn label(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn next(path: &str) -> (&str, Option<&str>) {
    match path.split_once('/') {
        Some((segment, rest)) => (segment, Some(rest)),
        None => (path, None),
    }
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_their_templates_whole() {
        for (template, path, expected) in [
            ("/policy/validation", "/policy/validation", Some(vec![])),
            ("/policy/validation", "/policy/validation/", None),
            ("/policy/validation", "/policy", None),
            ("/policy/validation", "/Policy/validation", None),
            ("/a/{id}", "/a/b%2Fc", Some(vec![("id", "b%2Fc")])),
            ("/a/{id}", "/a/", None),
            ("/a/{id}", "/a/b/c", None),
            ("/a/{id}/policy", "/a/b/policy", Some(vec![("id", "b")])),
            ("/tags/{arn+}", "/tags/a/b", Some(vec![("arn", "a/b")])),
            ("/", "/", Some(vec![])),
            ("/", "", None),
        ] {
            assert_eq!(labels(template, path), expected, "{template} {path}");
        }
    }

    #[test]
    fn a_query_is_decoded() {
        let query = "tagKeys=a&b=%3D+&tagKeys=%c3%A9&c=%zz&d";
        let texts = |name| -> Vec<Option<String>> {
            let values = values(query, name).into_iter();
            values.map(|value| value.map(Cow::into_owned)).collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(texts("tagKeys"), [some("a"), some("é")]);
        assert_eq!(texts("b"), [some("= ")]);
        assert_eq!(texts("c"), [None]);
        assert_eq!(texts("d"), [some("")]);
        assert_eq!(decoded("a+b", false).as_deref(), Some("a+b"));
    }
}
