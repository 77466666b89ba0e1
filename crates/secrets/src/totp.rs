//! One-time codes of virtual MFA devices: RFC 6238 with SHA-1, steps of 30 seconds and six digits.
//! <https://datatracker.ietf.org/doc/html/rfc6238>
//!
//! SHA-1 is what authenticator apps speak; HMAC does not rest on the property of it that is broken.

use aws_lc_rs::hmac;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::{Entropy, Secret, base32};

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

/// The step that `code` is of, from two steps before to two steps after `now`, seen through the device's `adjustment`.
///
/// Whether the code of that step was used already is for the caller to remember: unused codes of earlier steps stay
/// good after one of a later step was accepted.
#[must_use]
pub fn verify(seed: &Secret<Vec<u8>>, wanted: Code, now: i64, adjustment: i64) -> Option<u64> {
    let middle = counter(now).saturating_add_signed(adjustment);
    let steps = middle.saturating_sub(WINDOW_STEPS)..=middle.saturating_add(WINDOW_STEPS);
    let (mut found, mut is_found) = (0, Choice::from(0));
    // All steps are tried even after a match, so that the time does not tell which one it was.
    for step in steps {
        let fits = code(seed, step).ct_eq(&wanted);
        found.conditional_assign(&step, fits);
        is_found |= fits;
    }
    bool::from(is_found).then_some(found)
}

/// Finds how far a device's clock is off, from two codes that follow each other; for enabling and resynchronising it.
///
/// The search goes around `adjustment`, what is known of the clock so far, and takes only codes of steps after
/// `last_pair`, the second step of the last pair that was accepted.
#[must_use]
pub fn synchronize(
    seed: &Secret<Vec<u8>>,
    (first, second): (Code, Code),
    now: i64,
    adjustment: i64,
    last_pair: Option<u64>,
) -> Option<Synchronized> {
    let middle = counter(now).saturating_add_signed(adjustment);
    let from = middle.saturating_sub(SYNCHRONIZE_STEPS_BEHIND);
    let to = middle.saturating_add(SYNCHRONIZE_STEPS_AHEAD);
    let mut before = code(seed, from.saturating_sub(1));
    let mut found = None;
    for step in from..=to {
        let shown = code(seed, step);
        let fits = before.ct_eq(&first) & shown.ct_eq(&second);
        // As above: no early end.
        if bool::from(fits) {
            found = Some(step);
        }
        before = shown;
    }
    let second_counter = found?;
    let is_newer = last_pair.is_none_or(|last| second_counter.saturating_sub(1) > last);
    // The second code is the one that shows now.
    let adjustment = i64::try_from(second_counter)
        .ok()?
        .checked_sub_unsigned(counter(now))?;
    is_newer.then_some(Synchronized {
        adjustment,
        second_counter,
    })
}

/// What [`synchronize`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synchronized {
    /// Steps by which the device is ahead of this server (behind, when negative).
    pub adjustment: i64,
    /// The step of the second code.
    pub second_counter: u64,
}

/// A fresh seed: 320 random bits, as AWS's virtual devices have.
#[must_use]
pub fn new_seed(entropy: &dyn Entropy) -> Secret<Vec<u8>> {
    let mut seed = vec![0; SEED_BYTES];
    entropy.fill(&mut seed);
    Secret::new(seed)
}

/// The seed as authenticator apps take it: base32, 64 characters for what [`new_seed`] makes.
#[must_use]
pub fn base32_text(seed: &Secret<Vec<u8>>) -> Secret<String> {
    // Sized so that it never moves, which would leave a copy behind.
    let mut text = String::with_capacity(seed.expose().len().div_ceil(5) * 8);
    for chunk in seed.expose().chunks(5) {
        let number = chunk
            .iter()
            .fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
        let characters = base32::encode::<8>(number << (8 * (5 - chunk.len())));
        text.extend(characters.map(char::from));
    }
    Secret::new(text)
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

/// RFC 6238 §5.2's recommended step.
const STEP_SECONDS: i64 = 30;
/// How many steps a code may be early or late.
const WINDOW_STEPS: u64 = 2;
/// How many steps behind the second code of a pair may be: AWS was observed to search 998 steps back and 1,000 ahead.
const SYNCHRONIZE_STEPS_BEHIND: u64 = 998;
/// How many steps ahead the second code of a pair may be.
const SYNCHRONIZE_STEPS_AHEAD: u64 = 1_000;
/// Bytes of a seed, a multiple of five so that its base32 has no padding.
const SEED_BYTES: usize = 40;

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
    fn a_code_fits_two_steps_around() {
        let now = 1_234_567_890;
        let middle = counter(now);
        for (offset, fits) in [(-3, false), (-2, true), (0, true), (2, true), (3, false)] {
            let step = middle.saturating_add_signed(offset);
            let given = code(&seed(), step);
            let expected = fits.then_some(step);
            assert_eq!(verify(&seed(), given, now, 0), expected, "{offset}");
            let adjusted = verify(&seed(), given, now, offset);
            assert_eq!(adjusted, Some(step), "adjusted by {offset}");
        }
    }

    #[test]
    fn two_codes_in_a_row_tell_how_far_off_the_clock_is() {
        let now = 1_234_567_890;
        let middle = counter(now);
        let pair = |second: u64| (code(&seed(), second - 1), code(&seed(), second));
        for known in [0_i64, -5_000, 300] {
            for (off, is_found) in [
                (-999_i64, false),
                (-998, true),
                (-1, true),
                (0, true),
                (1_000, true),
                (1_001, false),
            ] {
                let second = middle.saturating_add_signed(known + off);
                let expected = is_found.then_some(Synchronized {
                    adjustment: known + off,
                    second_counter: second,
                });
                let (one, two) = pair(second);
                let found = |codes, last| synchronize(&seed(), codes, now, known, last);
                assert_eq!(found((one, two), None), expected, "{known} {off}");
                assert_eq!(found((one, two), Some(second - 2)), expected, "newer");
                assert_eq!(found((one, two), Some(second - 1)), None, "half of it used");
                assert_eq!(found((two, one), None), None, "out of order");
                assert_eq!(found((one, one), None), None, "one code twice");
            }
        }
    }

    #[test]
    fn seeds_are_shown_in_base32() {
        // RFC 4648, section 10, without its padding.
        for (seed, text) in [("fooba", "MZXW6YTB"), ("foobarfooa", "MZXW6YTBOJTG633B")] {
            let seed = Secret::new(seed.as_bytes().to_vec());
            assert_eq!(base32_text(&seed).expose(), text);
        }
        let shown = base32_text(&Secret::new(vec![255; SEED_BYTES]));
        assert_eq!(shown.expose(), &"7".repeat(64));
    }

    #[test]
    fn only_six_digits_are_a_code() {
        assert_eq!(Code::parse("005924").unwrap().to_string(), "005924");
        for bad in ["", "12345", "1234567", "+12345", "12345a", "١٢٣"] {
            assert!(Code::parse(bad).is_none(), "{bad}");
        }
    }
}
