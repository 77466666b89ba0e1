//! Policy variables as they are written, the faulty ones too.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::ops::Range;

/// A `${…}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable<'t> {
    /// Its bytes, `${` and `}` included.
    pub(crate) span: Range<usize>,
    pub(crate) form: Form<'t>,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form<'t> {
    /// `${*}`, `${?}` or `${$}`.
    Escape,
    /// A key, perhaps with a default.
    Key(&'t str),
    /// Nothing but blanks.
    Empty,
    /// A key with a blank in it.
    Spaced,
    /// A default without its quotes.
    Unquoted,
    /// No closing brace.
    Unclosed,
}

/// All variables of a text, in order.
pub(crate) fn variables(text: &str) -> Vec<Variable<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find("${"))
        .map(|at| from + at)
    {
        let inside = text.get(start + 2..).unwrap_or_default();
        let (length, form) = read(inside);
        from = start + 2 + length;
        found.push(Variable {
            span: start..from,
            form,
        });
    }
    found
}

/// The places of all variables of a text.
pub(crate) fn spans(text: &str) -> Vec<Range<usize>> {
    variables(text)
        .into_iter()
        .map(|variable| variable.span)
        .collect()
}

/// Reads what follows `${`; how many bytes belong to the variable, its brace included.
fn read(inside: &str) -> (usize, Form<'_>) {
    let Some(end) = inside.find(['}', ',']) else {
        return (inside.len(), Form::Unclosed);
    };
    let (name, rest) = inside.split_at_checked(end).unwrap_or((inside, ""));
    let (length, default) = if rest.starts_with('}') {
        (end + 1, None)
    } else {
        let default = rest.get(1..).unwrap_or_default();
        let blanks = default.len() - default.trim_start_matches(' ').len();
        let quoted = default.trim_start_matches(' ').strip_prefix('\'');
        // A default holds no quote of its own, so the next one ends it, or it is not quoted.
        let closing = quoted.and_then(|quoted| {
            let at = quoted.find('\'')?;
            quoted
                .get(at + 1..)?
                .starts_with('}')
                .then_some((at + blanks + 2, true))
        });
        match closing.or_else(|| default.find('}').map(|at| (at, false))) {
            Some((at, is_quoted)) => (end + 1 + at + 1, Some(is_quoted)),
            None => return (inside.len(), Form::Unclosed),
        }
    };
    let form = match (name, default) {
        ("*" | "?" | "$", None) => Form::Escape,
        (name, _) if name.trim().is_empty() => Form::Empty,
        (name, _) if name.contains(' ') => Form::Spaced,
        (_, Some(false)) => Form::Unquoted,
        (name, _) => Form::Key(name),
    };
    (length, form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        for (text, span, form) in [
            ("a/${aws:username}/b", 2..17, Form::Key("aws:username")),
            (
                "${aws:PrincipalTag/t, 'x}y'}z",
                0..28,
                Form::Key("aws:PrincipalTag/t"),
            ),
            ("${*}", 0..4, Form::Escape),
            ("${$}", 0..4, Form::Escape),
            ("${}", 0..3, Form::Empty),
            ("${ }", 0..4, Form::Empty),
            ("${aws: username}", 0..16, Form::Spaced),
            ("${aws:x, 'y}", 0..12, Form::Unquoted),
            ("${aws:x, y'}", 0..12, Form::Unquoted),
            ("a${aws:username/*", 1..17, Form::Unclosed),
            ("${a, 'b", 0..7, Form::Unclosed),
        ] {
            assert_eq!(variables(text), [Variable { span, form }], "{text}");
        }
        assert_eq!(variables("$ {x} {y}"), []);
    }
}
