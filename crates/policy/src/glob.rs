//! Matching a text against literal runs, `*` and `?`.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>
//!
//! Time is bounded whatever the pattern: without `?` each run between two stars is found by one linear substring
//! search; with `?` the matcher only ever goes back to the last star, and hands a pattern that makes it do so too often
//! over to one that never goes back. There is no regular expression and no recursion.

mod parallel;

use memchr::memmem;
use smallvec::SmallVec;

/// One step of a pattern whose variables are already filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Exactly this text.
    Text(&'a str),
    /// Any text, also none, also across `/`, `:` and line ends.
    Star,
    /// Exactly one UTF-16 unit: AWS was observed to need `??` for a character beyond U+FFFF.
    One,
}

impl Token<'_> {
    fn len(&self) -> usize {
        match self {
            Token::Text(text) => text.len(),
            Token::Star | Token::One => 1,
        }
    }
}

/// The tokens of a pattern; few enough to stay off the heap.
pub(crate) type Tokens<'a> = SmallVec<[Token<'a>; 8]>;

/// Whether the whole text matches the whole pattern.
pub(crate) fn matches(tokens: &[Token<'_>], text: &str) -> bool {
    if tokens.contains(&Token::One) {
        matches_units(tokens, text)
    } else {
        matches_runs(tokens, text)
    }
}

/// More starts than these are followed at once.
const STARTS_ONE_BY_ONE_MAX: usize = 8;

/// Whether the text matches the whole pattern from one of these places, given in bytes and in order, to its end.
pub(crate) fn matches_from(tokens: &[Token<'_>], text: &str, starts: &[usize]) -> bool {
    if starts.len() > STARTS_ONE_BY_ONE_MAX {
        return parallel::matches_from(tokens, text, starts);
    }
    let matches_at = |start: &usize| text.get(*start..).is_some_and(|rest| matches(tokens, rest));
    starts.iter().any(matches_at)
}

/// Patterns of text and stars: the first run sits at the start, the last at the end, those between are each found as
/// early as possible.
fn matches_runs(tokens: &[Token<'_>], text: &str) -> bool {
    let mut runs = tokens.split(|token| *token == Token::Star);
    let Some(first) = runs.next() else {
        return text.is_empty();
    };
    let Some(mut rest) = strip_start(first, text) else {
        return false;
    };
    let Some(last) = runs.next_back() else {
        return rest.is_empty();
    };
    let Some(stripped) = strip_end(last, rest) else {
        return false;
    };
    rest = stripped;
    for run in runs {
        let Some(after) = after_earliest(run, rest) else {
            return false;
        };
        rest = after;
    }
    true
}

fn strip_start<'t>(run: &[Token<'_>], text: &'t str) -> Option<&'t str> {
    run.iter().try_fold(text, |rest, token| match token {
        Token::Text(literal) => rest.strip_prefix(literal),
        Token::Star | Token::One => None,
    })
}

fn strip_end<'t>(run: &[Token<'_>], text: &'t str) -> Option<&'t str> {
    run.iter().rev().try_fold(text, |rest, token| match token {
        Token::Text(literal) => rest.strip_suffix(literal),
        Token::Star | Token::One => None,
    })
}

/// What follows the earliest place where the run occurs. Several literals in a row come from a variable between two
/// texts; they are joined first, because searching for one after the other could go quadratic.
fn after_earliest<'t>(run: &[Token<'_>], text: &'t str) -> Option<&'t str> {
    let mut joined: SmallVec<[u8; 128]> = SmallVec::new();
    let needle: &[u8] = match run {
        [] => return Some(text),
        [Token::Text(literal)] => literal.as_bytes(),
        literals => {
            for token in literals {
                if let Token::Text(literal) = token {
                    joined.extend_from_slice(literal.as_bytes());
                }
            }
            &joined
        }
    };
    let start = memmem::find(text.as_bytes(), needle)?;
    text.get(start + needle.len()..)
}

/// How many steps of going forth and back a byte of text or pattern is worth, before every place is followed at once.
const STEPS_PER_BYTE: usize = 8;

/// Patterns with `?`, unit by unit; a mismatch goes back to the last star and lets it take one unit more.
fn matches_units(tokens: &[Token<'_>], text: &str) -> bool {
    let mut pattern = PatternUnits {
        tokens,
        text: Units::new(""),
    };
    let whole = text;
    let mut text = Units::new(text);
    let mut retry: Option<(PatternUnits<'_>, Units<'_>)> = None;
    let mut steps_left =
        STEPS_PER_BYTE * (whole.len() + tokens.iter().map(Token::len).sum::<usize>());
    loop {
        let Some(left) = steps_left.checked_sub(1) else {
            return parallel::matches_from(tokens, whole, &[0]);
        };
        steps_left = left;
        let mut ahead = pattern.clone();
        match ahead.next() {
            Some(Unit::Star) => {
                pattern = ahead;
                retry = Some((pattern.clone(), text.clone()));
                continue;
            }
            Some(wanted) => {
                let mut text_ahead = text.clone();
                let matched = match (wanted, text_ahead.next()) {
                    (Unit::One, Some(_)) => true,
                    (Unit::Code(wanted), Some(found)) => wanted == found,
                    _ => false,
                };
                if matched {
                    (pattern, text) = (ahead, text_ahead);
                    continue;
                }
            }
            None if text.clone().next().is_none() => return true,
            None => {}
        }
        let Some((pattern_after_star, text_at_star)) = &mut retry else {
            return false;
        };
        if text_at_star.next().is_none() {
            return false;
        }
        (pattern, text) = (pattern_after_star.clone(), text_at_star.clone());
    }
}

/// The UTF-16 units of a text.
#[derive(Clone)]
struct Units<'a> {
    chars: std::str::Chars<'a>,
    low_surrogate: Option<u16>,
}

impl<'a> Units<'a> {
    fn new(text: &'a str) -> Self {
        Units {
            chars: text.chars(),
            low_surrogate: None,
        }
    }
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(low) = self.low_surrogate.take() {
            return Some(low);
        }
        let mut buffer = [0; 2];
        let mut units = self.chars.next()?.encode_utf16(&mut buffer).iter().copied();
        let first = units.next();
        self.low_surrogate = units.next();
        first
    }
}

enum Unit {
    Star,
    One,
    Code(u16),
}

#[derive(Clone)]
struct PatternUnits<'a> {
    tokens: &'a [Token<'a>],
    text: Units<'a>,
}

impl Iterator for PatternUnits<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.text.next() {
                return Some(Unit::Code(unit));
            }
            let (first, rest) = self.tokens.split_first()?;
            self.tokens = rest;
            match first {
                Token::Text(text) => self.text = Units::new(text),
                Token::Star => return Some(Unit::Star),
                Token::One => return Some(Unit::One),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, by recursion.
    fn naive(pattern: &[Token<'_>], text: &[u16]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((Token::Star, rest)) => {
                (0..=text.len()).any(|skipped| naive(rest, &text[skipped..]))
            }
            Some((Token::One, rest)) => !text.is_empty() && naive(rest, &text[1..]),
            Some((Token::Text(literal), rest)) => {
                let units: Vec<u16> = literal.encode_utf16().collect();
                text.strip_prefix(units.as_slice())
                    .is_some_and(|text| naive(rest, text))
            }
        }
    }

    fn tokens() -> impl Strategy<Value = Vec<Token<'static>>> {
        let token = prop_oneof![
            Just(Token::Star),
            Just(Token::One),
            proptest::sample::select(&["a", "b", "ab", "aa", "é", "\u{10400}", ""])
                .prop_map(Token::Text),
        ];
        proptest::collection::vec(token, 0..7)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn matches_as_the_definition_says(pattern in tokens(), text in "[abé\u{10400}]{0,7}") {
            let units: Vec<u16> = text.encode_utf16().collect();
            prop_assert_eq!(matches(&pattern, &text), naive(&pattern, &units));
            prop_assert_eq!(parallel::matches_from(&pattern, &text, &[0]), naive(&pattern, &units));
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).collect();
            let from_some = starts.iter().any(|start| matches(&pattern, &text[*start..]));
            prop_assert_eq!(parallel::matches_from(&pattern, &text, &starts), from_some);
            // The same in more than one word of places.
            let (head, tail) = ("b".repeat(70), "a".repeat(70));
            let long = [&[Token::Text(&head)], &pattern[..], &[Token::Text(&tail)]].concat();
            let long_text = format!("{head}{text}{tail}");
            prop_assert_eq!(parallel::matches_from(&long, &long_text, &[0]), matches_units(&long, &long_text));
            let runs: Vec<_> = pattern.into_iter().filter(|token| *token != Token::One).collect();
            prop_assert_eq!(matches(&runs, &text), naive(&runs, &units));
        }
    }

    /// Each of these takes ages by backtracking; the test ends, or it fails by not ending.
    #[test]
    fn hostile_patterns_end() {
        let text = "a".repeat(1 << 20);
        let stars: Vec<_> = [Token::Star, Token::Text("a")].repeat(50_000);
        assert!(matches(&stars, &text));
        let never: Vec<_> = stars
            .iter()
            .copied()
            .chain([Token::Star, Token::Text("b")])
            .collect();
        assert!(!matches(&never, &text));
        let never_before_the_end: Vec<_> = [&never[..], &[Token::Star]].concat();
        assert!(!matches(&never_before_the_end, &text));
        let singles: Vec<_> = [Token::One, Token::Star].repeat(50_000);
        assert!(matches(&singles, &text));
        let text_of_a_header = "a".repeat(16_000);
        let pairs = [Token::One, Token::Text("a")].repeat(3_000);
        let never: Vec<_> = [&[Token::Star], &pairs[..], &[Token::Text("b")]].concat();
        assert!(!matches(&never, &text_of_a_header));
        let sometimes: Vec<_> = [&[Token::Star], &pairs[..], &[Token::Text("a")]].concat();
        assert!(matches(&sometimes, &text_of_a_header));
        let long = "a".repeat(1000) + "b";
        assert!(!matches(
            &[Token::Star, Token::Text(&long), Token::Star],
            &text
        ));
    }
}
