//! Numbers as texts: a sign, digits without zeros around them, and where the point stands.

use std::cmp::Ordering;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    is_negative: bool,
    /// Without leading and trailing zeros; empty for zero.
    digits: String,
    /// The value is 0.DIGITS times ten to this power.
    magnitude: i64,
}

/// Reads `[+-]digits[.[digits]][e[+-]digits]`; the exponent is a signed number of 32 bits.
pub fn read(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent: i64 = match exponent {
        Some(exponent) => {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if !is_digits(unsigned) {
                return None;
            }
            i64::from(exponent.parse::<i32>().ok()?)
        }
        None => 0,
    };
    let is_negative = mantissa.starts_with('-');
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if !is_digits(whole) || !(fraction.is_empty() || is_digits(fraction)) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let zeros = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0').to_owned();
    let magnitude = if digits.is_empty() {
        0
    } else {
        exponent + (whole.len() as i64) - (zeros as i64)
    };
    Some(Number {
        is_negative: is_negative && !digits.is_empty(),
        digits,
        magnitude,
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.sign(), b.sign()) {
        (left, right) if left != right => left.cmp(&right),
        (0, _) => Ordering::Equal,
        (1, _) => a.compare_size(b),
        _ => b.compare_size(a),
    }
}

impl Number {
    fn sign(&self) -> i32 {
        match (self.digits.is_empty(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// Without leading zeros the larger magnitude is the larger number, then the digits count one by one.
    fn compare_size(&self, other: &Self) -> Ordering {
        self.magnitude
            .cmp(&other.magnitude)
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order() {
        let sorted = [
            "-1e9", "-10", "-9.5", "-0.1", "0", "0.09", "0.1", "1.", "9", "10", "1e2",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                let (a, b) = (read(a).unwrap(), read(b).unwrap());
                assert_eq!(compare(&a, &b), i.cmp(&j), "{a:?} {b:?}");
            }
        }
        assert_eq!(read("01.50"), read("+15e-1"));
        assert_eq!(read("-0"), read("0.0e7"));
        for bad in [
            "",
            ".5",
            "1e",
            "e1",
            " 1",
            "--1",
            "1e+",
            "0x1",
            "1e2147483648",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
