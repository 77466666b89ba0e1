//! Wildcards over UTF-16 units, by the table that every textbook has.

/// One thing a pattern asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// This very unit.
    Unit(u16),
    /// One unit, whatever it is.
    One,
    /// One unit, but no colon.
    OneInside,
    /// Any units, or none.
    Many,
    /// Any units but colons, or none.
    ManyInside,
}

pub const COLON: Token = Token::Unit(b':' as u16);

/// A text without wildcards.
pub fn literal(text: &str) -> Vec<Token> {
    text.encode_utf16().map(Token::Unit).collect()
}

/// A text in which `*` and `?` are wildcards.
pub fn pattern(text: &str) -> Vec<Token> {
    literal(text)
        .into_iter()
        .map(|token| match token {
            Token::Unit(0x2A) => Token::Many,
            Token::Unit(0x3F) => Token::One,
            token => token,
        })
        .collect()
}

/// Whether the whole text fits the whole pattern: `fits[i][j]` says whether the first `i` tokens fit the first `j`
/// units.
pub fn matches(tokens: &[Token], text: &str) -> bool {
    let units: Vec<u16> = text.encode_utf16().collect();
    let colon = u16::from(b':');
    let mut fits = vec![vec![false; units.len() + 1]; tokens.len() + 1];
    fits[0][0] = true;
    for i in 1..=tokens.len() {
        for j in 0..=units.len() {
            let before = j > 0 && fits[i - 1][j - 1];
            let unit = if j > 0 { units[j - 1] } else { 0 };
            fits[i][j] = match tokens[i - 1] {
                Token::Unit(wanted) => before && unit == wanted,
                Token::One => before,
                Token::OneInside => before && unit != colon,
                Token::Many => fits[i - 1][j] || j > 0 && fits[i][j - 1],
                Token::ManyInside => fits[i - 1][j] || j > 0 && fits[i][j - 1] && unit != colon,
            };
        }
    }
    fits[tokens.len()][units.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (text, subject, fits) in [
            ("", "", true),
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("?", "\u{10400}", false),
            ("??", "\u{10400}", true),
            ("*a*a*", "ba", false),
        ] {
            assert_eq!(matches(&pattern(text), subject), fits, "{text} {subject}");
        }
    }
}
