//! Patterns against patterns: whether one covers another, and whether two have a text in common.
//!
//! The engine matches patterns against texts; here both sides have wildcards. Every step is paid from a [`Budget`], so a
//! hostile document cannot make the checks slow: when nothing is left, the answer is "do not know", which no check reports.

use std::cell::Cell;

/// How many steps may still be taken for one document.
pub(crate) struct Budget(Cell<u64>);

/// A text with wildcards, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Star,
}

impl Budget {
    pub(crate) fn new(steps: u64) -> Self {
        Self(Cell::new(steps))
    }

    /// Takes one step, if one is left.
    pub(crate) fn spend(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

impl Pattern {
    /// `*` and `?` are wildcards, a variable is the text that it is written as.
    pub(crate) fn new(text: &str) -> Self {
        Self::read(text, |tokens, variable| {
            tokens.extend(variable.chars().map(Token::Char))
        })
    }

    /// `*` and `?` are wildcards, a variable is any text.
    pub(crate) fn with_open_variables(text: &str) -> Self {
        Self::read(text, |tokens, variable| match variable {
            "${*}" => tokens.push(Token::Char('*')),
            "${?}" => tokens.push(Token::Char('?')),
            "${$}" => tokens.push(Token::Char('$')),
            _ => tokens.push(Token::Star),
        })
    }

    /// A resource's format as the catalog writes it: a variable is any text but none at all.
    pub(crate) fn of_format(format: &str) -> Self {
        Self::read(format, |tokens, _| tokens.extend([Token::One, Token::Star]))
    }

    fn read(text: &str, variable: impl Fn(&mut Vec<Token>, &str)) -> Self {
        let mut tokens = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let closed = rest.strip_prefix("${").and_then(|inside| inside.find('}'));
            if let Some((whole, after)) = closed.and_then(|end| rest.split_at_checked(end + 3)) {
                variable(&mut tokens, whole);
                rest = after;
                continue;
            }
            tokens.push(match c {
                '*' => Token::Star,
                '?' => Token::One,
                c => Token::Char(c),
            });
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        sort_wildcards(&mut tokens);
        Self { tokens }
    }

    /// Whether it is one text and no other.
    pub(crate) fn is_literal(&self) -> bool {
        self.tokens
            .iter()
            .all(|token| matches!(token, Token::Char(_)))
    }

    /// Its text up to the first wildcard.
    pub(crate) fn head(&self) -> String {
        self.tokens.iter().map_while(|token| token.char()).collect()
    }

    /// Whether every text that the other matches is matched by this one.
    pub(crate) fn covers(&self, other: &Self, budget: &Budget) -> bool {
        let (wide, narrow) = (&self.tokens, &other.tokens);
        let (mut i, mut j) = (0, 0);
        // After the last star: where to go on in `wide`, and where in `narrow` the star ended.
        let mut retry: Option<(usize, usize)> = None;
        while budget.spend() {
            match (wide.get(i), narrow.get(j)) {
                (Some(Token::Star), _) => {
                    i += 1;
                    retry = Some((i, j));
                    if i == wide.len() {
                        return true;
                    }
                    continue;
                }
                (Some(wide), Some(narrow)) if wide.covers(*narrow) => {
                    (i, j) = (i + 1, j + 1);
                    continue;
                }
                (None, None) => return true,
                (Some(_), None) => return false,
                _ => {}
            }
            let Some((after_star, end)) = &mut retry else {
                return false;
            };
            *end += 1;
            (i, j) = (*after_star, *end);
        }
        false
    }

    /// Whether some text is matched by both. With a star on both sides only the ends before the first and after the last
    /// star can disagree: what stands between, each side's star takes from the other.
    pub(crate) fn overlaps(&self, other: &Self, budget: &Budget) -> bool {
        let (one, other) = (self.tokens.as_slice(), other.tokens.as_slice());
        let is_star = |token: &Token| *token == Token::Star;
        match (one.contains(&Token::Star), other.contains(&Token::Star)) {
            (true, true) => {
                let heads = one.iter().take_while(|token| !is_star(token));
                let tails = one.iter().rev().take_while(|token| !is_star(token));
                heads
                    .zip(other.iter().take_while(|token| !is_star(token)))
                    .chain(tails.zip(other.iter().rev().take_while(|token| !is_star(token))))
                    .all(|(one, other)| !budget.spend() || one.meets(*other))
            }
            (true, false) => meets_text(one, other, budget),
            (false, true) => meets_text(other, one, budget),
            (false, false) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| !budget.spend() || one.meets(*other))
            }
        }
    }
}

impl Token {
    fn char(self) -> Option<char> {
        match self {
            Token::Char(c) => Some(c),
            Token::One | Token::Star => None,
        }
    }

    fn covers(self, narrow: Self) -> bool {
        match (self, narrow) {
            (Token::Char(one), Token::Char(other)) => one == other,
            (Token::One, Token::Char(_) | Token::One) => true,
            _ => false,
        }
    }

    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Token::Char(one), Token::Char(other)) => one == other,
            _ => true,
        }
    }
}

/// Whether a pattern with stars meets one without: each run between two stars goes to the earliest place it fits.
fn meets_text(pattern: &[Token], text: &[Token], budget: &Budget) -> bool {
    let (mut i, mut j) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while budget.spend() {
        match (pattern.get(i), text.get(j)) {
            (Some(Token::Star), _) => {
                i += 1;
                retry = Some((i, j));
                if i == pattern.len() {
                    return true;
                }
                continue;
            }
            (Some(one), Some(other)) if one.meets(*other) => {
                (i, j) = (i + 1, j + 1);
                continue;
            }
            (None, None) => return true,
            (Some(_), None) => return false,
            _ => {}
        }
        let Some((after_star, end)) = &mut retry else {
            return false;
        };
        *end += 1;
        (i, j) = (*after_star, *end);
    }
    // Not known: what cannot be told apart counts as meeting, so that nothing is reported.
    true
}

/// Brings each run of wildcards into one form: first every `?`, then one `*` if there was any.
fn sort_wildcards(tokens: &mut Vec<Token>) {
    let mut sorted = Vec::with_capacity(tokens.len());
    let mut has_star = false;
    for token in tokens.drain(..) {
        match token {
            Token::Star => has_star = true,
            Token::One => sorted.push(Token::One),
            Token::Char(_) => {
                if std::mem::take(&mut has_star) {
                    sorted.push(Token::Star);
                }
                sorted.push(token);
            }
        }
    }
    if has_star {
        sorted.push(Token::Star);
    }
    *tokens = sorted;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn budget() -> Budget {
        Budget::new(1 << 20)
    }

    fn matches(pattern: &str, text: &str) -> bool {
        // The definition, by recursion.
        fn go(pattern: &[char], text: &[char]) -> bool {
            match pattern.split_first() {
                None => text.is_empty(),
                Some(('*', rest)) => (0..=text.len()).any(|n| go(rest, &text[n..])),
                Some(('?', rest)) => !text.is_empty() && go(rest, &text[1..]),
                Some((c, rest)) => text.first() == Some(c) && go(rest, &text[1..]),
            }
        }
        go(
            &pattern.chars().collect::<Vec<_>>(),
            &text.chars().collect::<Vec<_>>(),
        )
    }

    /// All texts of up to six letters of an alphabet that has one letter more than patterns use.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            last = last
                .iter()
                .flat_map(|text| ["a", "b", "c"].map(|c| format!("{text}{c}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_the_texts(one in "[ab*?]{0,4}", other in "[ab*?]{0,4}") {
            let (wide, narrow) = (Pattern::new(&one), Pattern::new(&other));
            let texts = texts();
            let meets = texts.iter().any(|text| matches(&one, text) && matches(&other, text));
            // Two patterns of four tokens may only meet in a text longer than those listed.
            prop_assert!(!meets || wide.overlaps(&narrow, &budget()));
            let covered = texts.iter().all(|text| !matches(&other, text) || matches(&one, text));
            prop_assert!(covered || !wide.covers(&narrow, &budget()));
            prop_assert!(wide.covers(&wide, &budget()));
        }
    }

    #[test]
    fn covers_and_overlaps() {
        for (wide, narrow, covers, overlaps) in [
            ("s3:*", "s3:Get*", true, true),
            ("s3:Get*", "s3:*Object", false, true),
            ("s3:*Object", "s3:Get*Object", true, true),
            ("s3:?et", "s3:Get", true, true),
            ("s3:?et", "s3:*et", false, true),
            ("*?", "?*", true, true),
            ("role/*", "user/*", false, false),
            ("a*b", "ac", false, false),
            ("a*b*c", "axbyc", true, true),
            ("", "*", false, true),
        ] {
            let (wide_pattern, narrow_pattern) = (Pattern::new(wide), Pattern::new(narrow));
            assert_eq!(
                wide_pattern.covers(&narrow_pattern, &budget()),
                covers,
                "{wide} {narrow}"
            );
            assert_eq!(
                wide_pattern.overlaps(&narrow_pattern, &budget()),
                overlaps,
                "{wide} {narrow}"
            );
        }
    }

    #[test]
    fn a_spent_budget_ends_the_work() {
        let budget = Budget::new(1000);
        let run = "a".repeat(1000);
        let (pattern, text) = (
            Pattern::new(&format!("*{run}b")),
            Pattern::new(&run.repeat(100)),
        );
        assert!(!pattern.covers(&text, &budget));
        assert!(budget.is_spent());
    }
}
