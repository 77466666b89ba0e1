//! What a thief or a broken proxy might change; none of it may verify.

use crate::case::Case;

/// The request, wrong in one way each time.
pub(crate) fn ways(case: &Case) -> Vec<(&'static str, Case)> {
    let mut ways = vec![
        (
            "another method",
            with(case, |wrong| wrong.method = "OPTIONS".to_owned()),
        ),
        (
            "another secret",
            with(case, |wrong| wrong.secret_access_key.push('x')),
        ),
        (
            "another path",
            with(case, |wrong| wrong.path.push_str("/x")),
        ),
        (
            "one more parameter",
            with(case, |wrong| wrong.query = joined(&wrong.query, "x=1")),
        ),
        (
            "another host",
            with(case, |wrong| {
                change_header(wrong, "host", |host| host.insert(0, 'x'))
            }),
        ),
        ("another region", with(case, |wrong| wrong.region.push('x'))),
        (
            "another service",
            with(case, |wrong| wrong.service.push('x')),
        ),
        (
            "signed too long ago",
            with(case, |wrong| wrong.now += 8 * 86_400),
        ),
        ("not yet signed", with(case, |wrong| wrong.now -= 16 * 60)),
    ];
    if case.is_presigned() {
        ways.push((
            "another signature",
            with(case, |wrong| flip_last_digit(&mut wrong.query)),
        ));
    } else {
        let flip = |wrong: &mut Case| change_header(wrong, "authorization", flip_last_digit);
        ways.push(("another signature", with(case, flip)));
        ways.push((
            "one more body byte",
            with(case, |wrong| wrong.add_to_body()),
        ));
    }
    if case
        .headers
        .iter()
        .any(|(name, _)| name.starts_with("X-Custom-"))
    {
        ways.push((
            "another header value",
            with(case, |wrong| {
                change_header(wrong, "x-custom-", |value| value.push('x'))
            }),
        ));
    }
    ways
}

fn with(case: &Case, change: impl FnOnce(&mut Case)) -> Case {
    let mut wrong = case.clone();
    change(&mut wrong);
    wrong
}

/// Changes the first header whose lower-case name starts with `prefix`.
fn change_header(case: &mut Case, prefix: &str, change: impl FnOnce(&mut String)) {
    let named = |(name, _): &&mut (String, String)| name.to_ascii_lowercase().starts_with(prefix);
    if let Some((_, value)) = case.headers.iter_mut().find(named) {
        change(value);
    }
}

/// A signature ends in a hexadecimal digit, in the header and in the query alike.
fn flip_last_digit(text: &mut String) {
    let last = text.pop();
    text.push(if last == Some('0') { '1' } else { '0' });
}

fn joined(query: &str, parameter: &str) -> String {
    // In front, so that the signature stays the last thing in the query.
    if query.is_empty() {
        parameter.to_owned()
    } else {
        format!("{parameter}&{query}")
    }
}
