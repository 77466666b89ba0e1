//! Exact decimal numbers: `[+-]digits[.digits][e[+-]digits]`. AWS was observed to tell 9007199254740992 from
//! 9007199254740993, so no floating point.

use std::cmp::Ordering;

use smallvec::SmallVec;

/// A decimal number, kept as its significant digits and where they stand; a huge exponent costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    is_negative: bool,
    /// Significant digits without zeros at either end; empty for zero.
    digits: SmallVec<[u8; 24]>,
    /// The power of ten just above the first digit: the value is 0.DIGITS × 10^magnitude.
    magnitude: i64,
}

impl Number {
    /// Reads a number; `None` for anything else, blanks, `NaN` and hexadecimal included. An exponent has to fit in 32
    /// bits, as in the decimals that AWS's own runtime has.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_negative, unsigned) = sign(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_value(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let written: SmallVec<[u8; 24]> = whole.bytes().chain(fraction.bytes()).collect();
        let leading = written.iter().take_while(|d| **d == b'0').count();
        let trailing = written.iter().rev().take_while(|d| **d == b'0').count();
        let significant = written
            .get(leading..written.len().saturating_sub(trailing))
            .unwrap_or_default();
        if significant.is_empty() {
            return Some(Number {
                is_negative: false,
                digits: SmallVec::new(),
                magnitude: 0,
            });
        }
        let magnitude = i64::from(exponent) + length(whole.len()) - length(leading);
        Some(Number {
            is_negative,
            digits: SmallVec::from_slice(significant),
            magnitude,
        })
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_size = || {
            self.magnitude
                .cmp(&other.magnitude)
                .then_with(|| self.digits.cmp(&other.digits))
        };
        self.sign()
            .cmp(&other.sign())
            .then_with(|| match self.sign() {
                -1 => by_size().reverse(),
                _ => by_size(),
            })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn exponent_value(text: &str) -> Option<i32> {
    let (_, digits) = sign(text);
    if digits.is_empty() || !all_digits(digits) {
        return None;
    }
    text.parse().ok()
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A length in memory always fits.
fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
