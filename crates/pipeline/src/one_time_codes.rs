//! One-time codes at the moment of their use: each is good once, and a device may be tried only so often.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
//!
//! Whoever issues a session writes nothing to the store, so this is remembered in memory, in bounded space, by each
//! node for itself: several nodes together allow so many times more tries, and a node that restarts has forgotten
//! which of the codes of the last minutes were used. Where there is no more room, codes are refused.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use names::Arn;
use records::UnixTime;
use records::mfa_devices::VirtualMfaDevice;
use secrets::{Secret, totp};

/// Why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    /// The device was tried too often of late; whether the code is right was not looked at.
    #[error("the device was tried too often")]
    TooOften,
    /// It is wrong, too early, too late, or was used already.
    #[error("the code is not valid")]
    Invalid,
}

/// What was tried and what was used.
#[derive(Debug, Default)]
pub(crate) struct OneTimeCodes(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    /// By device, whatever its seed: replacing it under the same ARN does not give new tries.
    tries: HashMap<Arn, Tries>,
    /// By the digest of the seed: a device made anew under an old ARN has codes of its own.
    used: HashMap<Digest, Used>,
}

/// How often a device was tried in one span of time.
#[derive(Clone, Copy, Debug)]
struct Tries {
    span: i64,
    count: u32,
}

/// The steps whose codes were used, in the order of their use, and when the last one was.
#[derive(Debug)]
struct Used {
    counters: VecDeque<u64>,
    at: UnixTime,
}

type Digest = [u8; 32];

impl OneTimeCodes {
    /// Accepts the code that a device shows now, and never again.
    pub(crate) fn accept(
        &self,
        device: &VirtualMfaDevice,
        seed: &Secret<Vec<u8>>,
        code: &str,
        now: UnixTime,
    ) -> Result<(), CodeRefused> {
        if !self.memory().admits(&device.serial_number(), now) {
            return Err(CodeRefused::TooOften);
        }
        let code = totp::Code::parse(code).ok_or(CodeRefused::Invalid)?;
        let counter = totp::verify(seed, code, now.0, device.adjustment);
        let counter = counter.ok_or(CodeRefused::Invalid)?;
        let seed = sigv4::sha256(seed.expose());
        if self.memory().is_first_use(seed, counter, now) {
            Ok(())
        } else {
            Err(CodeRefused::Invalid)
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// Whether the device may be tried once more. AWS was observed to count good, bad and repeated codes alike, in
    /// spans that begin at each third minute.
    fn admits(&mut self, device: &Arn, now: UnixTime) -> bool {
        let span = now.0.div_euclid(SPAN_SECONDS);
        if self.tries.len() >= ENTRIES_MAX && !self.tries.contains_key(device) {
            self.tries.retain(|_, tries| tries.span == span);
            if self.tries.len() >= ENTRIES_MAX {
                return false;
            }
        }
        let fresh = Tries { span, count: 0 };
        let tries = self.tries.entry(device.clone()).or_insert(fresh);
        if tries.span != span {
            *tries = fresh;
        }
        tries.count = tries.count.saturating_add(1);
        tries.count <= TRIES_MAX
    }

    /// Whether the code of this step was not used before; it is from now on.
    fn is_first_use(&mut self, seed: Digest, counter: u64, now: UnixTime) -> bool {
        if self.used.len() >= ENTRIES_MAX && !self.used.contains_key(&seed) {
            self.used
                .retain(|_, used| now.0.saturating_sub(used.at.0) < REMEMBERED_SECONDS);
            if self.used.len() >= ENTRIES_MAX {
                return false;
            }
        }
        let used = self.used.entry(seed).or_insert_with(|| Used {
            counters: VecDeque::new(),
            at: now,
        });
        if used.counters.contains(&counter) {
            return false;
        }
        if used.counters.len() >= COUNTERS_MAX {
            used.counters.pop_front();
        }
        used.counters.push_back(counter);
        used.at = now;
        true
    }
}

/// Tries of a device in one span. Of a million values five are good, so whoever has a user's access key without the
/// device needs a month of trying without a pause for an even chance; AWS was observed to allow as much.
const TRIES_MAX: u32 = 9;
const SPAN_SECONDS: i64 = 180;

/// Devices remembered at one time.
const ENTRIES_MAX: usize = 1 << 16;

/// Used codes remembered of one seed. Far more than are good at one time, because a resynchronisation may set a
/// device's clock back and a code thereby be of the present again.
const COUNTERS_MAX: usize = 128;

/// How long an idle seed is remembered when room is needed: longer than the eight hours that a resynchronisation may
/// set a clock back.
const REMEMBERED_SECONDS: i64 = 86_400;

#[cfg(test)]
mod tests {
    use names::{Path, TagSet};
    use secrets::Sealed;

    use super::*;

    /// At the beginning of a span.
    const NOW: i64 = 1_790_000_100 - 1_790_000_100 % SPAN_SECONDS;

    fn device(name: &str) -> VirtualMfaDevice {
        VirtualMfaDevice {
            account: "123456789012".parse().unwrap(),
            name: name.parse().unwrap(),
            path: Path::root(),
            created_at: UnixTime(0),
            seed: Sealed::from_bytes(Vec::new()),
            adjustment: 0,
            last_pair: None,
            owner: None,
            tags: TagSet::default(),
        }
    }

    fn seed(byte: u8) -> Secret<Vec<u8>> {
        Secret::new(vec![byte; 40])
    }

    fn shown(seed: &Secret<Vec<u8>>, now: i64, off: i64) -> String {
        totp::code(seed, totp::counter(now).saturating_add_signed(off)).to_string()
    }

    #[test]
    fn a_code_is_good_once_and_older_ones_stay_good() {
        let (codes, phone, seed) = (OneTimeCodes::default(), device("phone"), seed(1));
        let try_ = |off, now: i64| {
            let code = shown(&seed, NOW, off);
            codes.accept(&phone, &seed, &code, UnixTime(now)).is_ok()
        };
        assert!(try_(1, NOW), "a later one");
        assert!(try_(0, NOW), "an older one that was not used");
        assert!(!try_(0, NOW) && !try_(1, NOW + 60), "each once");
        assert!(try_(-2, NOW) && try_(2, NOW), "two steps around");
        assert!(!try_(3, NOW), "too early");
        assert!(!try_(3, NOW + 180), "too late");
    }

    #[test]
    fn a_device_is_tried_nine_times_in_three_minutes() {
        let (codes, phone, seed) = (OneTimeCodes::default(), device("phone"), seed(1));
        let accept = |phone: &VirtualMfaDevice, code: &str, now: i64| {
            codes.accept(phone, &seed, code, UnixTime(now))
        };
        for wrong in ["", "12345", "no way"] {
            for _ in 0..3 {
                assert_eq!(accept(&phone, wrong, NOW), Err(CodeRefused::Invalid));
            }
        }
        let end = NOW + SPAN_SECONDS - 1;
        let right = shown(&seed, end, 0);
        assert_eq!(accept(&phone, &right, end), Err(CodeRefused::TooOften));
        let other = device("tablet");
        assert_eq!(
            accept(&other, "000000", end).err(),
            Some(CodeRefused::Invalid)
        );
        assert_eq!(accept(&phone, &right, end + 1), Ok(()));
    }

    #[test]
    fn a_new_seed_under_an_old_name_has_its_own_codes_but_no_new_tries() {
        let (codes, phone) = (OneTimeCodes::default(), device("phone"));
        for count in 0..10_u8 {
            let seed = seed(count);
            let code = shown(&seed, NOW, 0);
            let accepted = codes.accept(&phone, &seed, &code, UnixTime(NOW));
            assert_eq!(accepted.is_ok(), count < 9, "{count}: {accepted:?}");
        }
    }

    #[test]
    fn where_there_is_no_room_codes_are_refused_until_there_is() {
        let mut memory = Memory::default();
        let arn = |number: usize| format!("arn:aws:iam::123456789012:mfa/{number}");
        for number in 0..ENTRIES_MAX {
            assert!(memory.admits(&arn(number).parse().unwrap(), UnixTime(NOW)));
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&number.to_le_bytes());
            assert!(memory.is_first_use(seed, 1, UnixTime(NOW)));
        }
        let one_more = arn(ENTRIES_MAX).parse().unwrap();
        assert!(!memory.admits(&one_more, UnixTime(NOW)));
        assert!(memory.admits(&one_more, UnixTime(NOW + SPAN_SECONDS)));
        assert!(!memory.is_first_use([9; 32], 1, UnixTime(NOW)));
        assert!(memory.is_first_use([9; 32], 1, UnixTime(NOW + REMEMBERED_SECONDS)));
    }

    #[test]
    fn a_clock_that_is_set_back_brings_no_code_back() {
        let mut memory = Memory::default();
        for counter in 0..COUNTERS_MAX as u64 {
            assert!(memory.is_first_use([1; 32], counter, UnixTime(NOW)));
        }
        assert!(!memory.is_first_use([1; 32], 0, UnixTime(NOW)));
    }
}
