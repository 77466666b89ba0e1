//! Matching a hostile pattern: every place of the pattern is one bit, and each unit of the text moves all of them at once,
//! sixty-four in a machine word. No pattern costs more than another of its length.
//! <https://doi.org/10.1145/135239.135243>

use super::Token;

/// A unit has four digits of sixteen values.
const DIGITS: usize = 4;
const VALUES: usize = 16;
const BITS: usize = u64::BITS as usize;

/// Whether the text matches the whole pattern from one of these places, given in bytes and in order, to its end.
pub(super) fn matches_from(tokens: &[Token<'_>], text: &str, starts: &[usize]) -> bool {
    let pattern = Pattern::new(tokens);
    let mut reached = Set::empty(pattern.length);
    let mut starts = starts.iter().peekable();
    for (at, character) in text.char_indices() {
        if starts.next_if_eq(&&at).is_some() {
            reached.insert(0);
        }
        let mut buffer = [0; 2];
        for unit in character.encode_utf16(&mut buffer) {
            pattern.step(*unit, &mut reached);
        }
    }
    if starts.next_if_eq(&&text.len()).is_some() {
        reached.insert(0);
    }
    reached.contains(pattern.length)
}

/// Places from zero to a length, one bit each.
struct Set {
    words: Vec<u64>,
}

impl Set {
    fn empty(length: usize) -> Self {
        Set {
            words: vec![0; length / BITS + 1],
        }
    }

    fn insert(&mut self, place: usize) {
        if let Some(word) = self.words.get_mut(place / BITS) {
            *word |= 1 << (place % BITS);
        }
    }

    fn contains(&self, place: usize) -> bool {
        self.words
            .get(place / BITS)
            .is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }
}

struct Pattern {
    /// Its length in units, stars left out.
    length: usize,
    /// For each digit and each of its values the places that go on with such a unit.
    accepts: Vec<Set>,
    /// The places at which a star stands: there any unit may pass.
    stays: Set,
}

impl Pattern {
    fn new(tokens: &[Token<'_>]) -> Self {
        let length = tokens.iter().map(units).sum();
        let mut pattern = Pattern {
            length,
            accepts: (0..DIGITS * VALUES).map(|_| Set::empty(length)).collect(),
            stays: Set::empty(length),
        };
        let mut place = 0;
        for token in tokens {
            match token {
                Token::Star => pattern.stays.insert(place),
                Token::One => pattern.accepts.iter_mut().for_each(|set| set.insert(place)),
                Token::Text(text) => {
                    for (unit, place) in text.encode_utf16().zip(place..) {
                        for digit in 0..DIGITS {
                            if let Some(set) = pattern.accepts.get_mut(index(unit, digit)) {
                                set.insert(place);
                            }
                        }
                    }
                }
            }
            place += units(token);
        }
        pattern
    }

    /// Moves every place that has been reached over one unit of the text.
    fn step(&self, unit: u16, reached: &mut Set) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|digit| self.accepting(unit, digit));
        let accepts = a.zip(b).zip(c).zip(d).map(|(((a, b), c), d)| a & b & c & d);
        let mut carry = 0;
        for ((word, stays), accepts) in reached.words.iter_mut().zip(&self.stays.words).zip(accepts)
        {
            let moves = *word & accepts;
            *word = (*word & stays) | moves << 1 | carry;
            carry = moves >> (BITS - 1);
        }
    }

    fn accepting(&self, unit: u16, digit: usize) -> impl Iterator<Item = u64> {
        let set = self.accepts.get(index(unit, digit));
        set.into_iter().flat_map(|set| set.words.iter().copied())
    }
}

/// How many units of a text a token takes; a star need not take any.
fn units(token: &Token<'_>) -> usize {
    match token {
        Token::Star => 0,
        Token::One => 1,
        Token::Text(text) => text.encode_utf16().count(),
    }
}

fn index(unit: u16, digit: usize) -> usize {
    digit * VALUES + (usize::from(unit) >> (4 * digit)) % VALUES
}
