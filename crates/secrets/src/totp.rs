//! One-time codes of virtual MFA devices: RFC 6238 with SHA-1, steps of 30 seconds and six digits.
//! <https://datatracker.ietf.org/doc/html/rfc6238>
//!
//! SHA-1 is what authenticator apps speak; HMAC does not rest on the property of it that is broken.

use aws_lc_rs::hmac;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::Secret;

/// The code of one time step.
#[must_use]
pub fn code(seed: &Secret<Vec<u8>>, counter: u64) -> Code {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed.expose());
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    // RFC 4226 §5.3: the low four bits of the last byte say where to read 31 bits. A SHA-1 tag has 20 bytes, so there
    // always are four from an offset of at most 15, and neither fallback is taken.
    let offset = tag.as_ref().last().map_or(0, |last| usize::from(last & 15));
    let mut word = [0; 4];
    word.iter_mut()
        .zip(tag.as_ref().iter().skip(offset))
        .for_each(|(to, from)| *to = *from);
    Code((u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}

/// The time step that `now`, in seconds since 1970, lies in.
#[must_use]
pub fn counter(now: i64) -> u64 {
    u64::try_from(now.div_euclid(STEP_SECONDS)).unwrap_or(0)
}

/// Looks for `code` from two steps before to two steps after `now`, seen through the device's `adjustment`, and only
/// after `last_used`, the counter of the last code that was accepted: no code is accepted twice.
///
/// Gives the counter to remember as the new `last_used`.
#[must_use]
pub fn verify(
    seed: &Secret<Vec<u8>>,
    code: Code,
    now: i64,
    adjustment: i64,
    last_used: Option<u64>,
) -> Option<u64> {
    let middle = counter(now).saturating_add_signed(adjustment);
    let found = search(seed, code, middle, WINDOW_STEPS)?;
    last_used.is_none_or(|last| found > last).then_some(found)
}

/// Finds how far a device's clock is off, from two codes that follow each other; for enabling and resynchronising it.
#[must_use]
pub fn synchronize(
    seed: &Secret<Vec<u8>>,
    first: Code,
    second: Code,
    now: i64,
) -> Option<Synchronized> {
    let expected = counter(now);
    let from = expected.saturating_sub(SYNCHRONIZE_STEPS);
    let counters = from..=expected.saturating_add(SYNCHRONIZE_STEPS);
    // All steps are tried even after a match, so that the time does not tell how far off the clock is.
    let last_used = counters.fold(None, |found, step| {
        let next = step.saturating_add(1);
        let fits = code(seed, step).ct_eq(&first) & code(seed, next).ct_eq(&second);
        if bool::from(fits) { Some(next) } else { found }
    })?;
    // The second code is the one that shows now.
    let adjustment = i64::try_from(last_used)
        .ok()?
        .checked_sub_unsigned(expected)?;
    Some(Synchronized {
        adjustment,
        last_used,
    })
}

/// What [`synchronize`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synchronized {
    /// Steps by which the device is ahead of this server (behind, when negative).
    pub adjustment: i64,
    /// Counter of the second code, which is thereby used up.
    pub last_used: u64,
}

/// A six-digit code, compared in constant time.
#[derive(Clone, Copy)]
pub struct Code(u32);

impl Code {
    /// Reads exactly six digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| fits).map(Self)
    }
}

/// The six digits. There is no `Debug`: a code is a secret until it is used.
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl ConstantTimeEq for Code {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

/// The latest step within `reach` of `middle` whose code is `wanted`; takes the same time wherever it is.
fn search(seed: &Secret<Vec<u8>>, wanted: Code, middle: u64, reach: u64) -> Option<u64> {
    let steps = middle.saturating_sub(reach)..=middle.saturating_add(reach);
    let (mut found, mut is_found) = (0, Choice::from(0));
    for step in steps {
        let fits = code(seed, step).ct_eq(&wanted);
        found.conditional_assign(&step, fits);
        is_found |= fits;
    }
    bool::from(is_found).then_some(found)
}

/// RFC 6238 §5.2's recommended step.
const STEP_SECONDS: i64 = 30;
/// How many steps a code may be early or late.
const WINDOW_STEPS: u64 = 2;
/// How many steps a device's clock may be off when it is synchronised: half an hour.
const SYNCHRONIZE_STEPS: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> Secret<Vec<u8>> {
        Secret::new(b"12345678901234567890".to_vec())
    }

    fn shown(counter: u64) -> String {
        code(&seed(), counter).to_string()
    }

    #[test]
    fn the_vectors_of_both_rfcs() {
        // RFC 4226 appendix D.
        let hotp = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (step, code) in hotp.iter().enumerate() {
            assert_eq!(shown(step as u64), *code);
        }
        // RFC 6238 appendix B, the last six of eight digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(shown(counter(time)), code, "at {time}");
        }
    }

    #[test]
    fn a_code_fits_two_steps_around_and_once() {
        let now = 1_234_567_890;
        let middle = counter(now);
        for (offset, fits) in [(-3, false), (-2, true), (0, true), (2, true), (3, false)] {
            let step = middle.saturating_add_signed(offset);
            let given = code(&seed(), step);
            assert_eq!(
                verify(&seed(), given, now, 0, None),
                fits.then_some(step),
                "{offset}"
            );
            assert_eq!(verify(&seed(), given, now, 0, Some(step)), None, "replayed");
            assert_eq!(
                verify(&seed(), given, now, offset, Some(step - 1)),
                Some(step),
                "adjusted"
            );
        }
    }

    #[test]
    fn two_codes_in_a_row_tell_how_far_off_the_clock_is() {
        let now = 1_234_567_890;
        let middle = counter(now);
        for off in [-59_i64, -1, 0, 7, 61] {
            let second = middle.saturating_add_signed(off);
            let (one, two) = (code(&seed(), second - 1), code(&seed(), second));
            let expected = Synchronized {
                adjustment: off,
                last_used: second,
            };
            assert_eq!(synchronize(&seed(), one, two, now), Some(expected));
            assert_eq!(synchronize(&seed(), two, one, now), None, "out of order");
        }
        let far = middle + 1000;
        assert_eq!(
            synchronize(&seed(), code(&seed(), far), code(&seed(), far + 1), now),
            None
        );
    }

    #[test]
    fn only_six_digits_are_a_code() {
        assert_eq!(Code::parse("005924").unwrap().to_string(), "005924");
        for bad in ["", "12345", "1234567", "+12345", "12345a", "١٢٣"] {
            assert!(Code::parse(bad).is_none(), "{bad}");
        }
    }
}
