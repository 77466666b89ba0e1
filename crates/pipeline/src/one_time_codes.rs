//! One-time codes at the moment of their use: each is good once, and a device may be tried only so often.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
//!
//! Whoever issues a session writes nothing to the store, so this is remembered in memory, in bounded space, by each
//! node for itself: several nodes together allow so many times more tries, and a node that restarts has forgotten
//! which of the codes of the last minutes were used. Each account has a space of its own. Where there is no more room
//! in it, its codes are refused, and nobody else's.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use names::{AccountId, Arn};
use records::UnixTime;
use records::mfa_devices::VirtualMfaDevice;
use secrets::totp::{self, Code, Synchronized};
use secrets::{KeyRing, Secret};

use crate::Context;

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

impl Context<'_> {
    /// Finds how far the clock of a device is off, from two codes that it shows one after the other. They are not
    /// thereby used up for sessions: AWS was observed to take either of them there afterwards.
    ///
    /// # Errors
    /// [`CodeRefused`] for a pair that the device does not show, and for a device that is tried too often.
    pub fn accept_pair(
        &self,
        device: &VirtualMfaDevice,
        first: &str,
        second: &str,
    ) -> Result<Synchronized, CodeRefused> {
        let pipeline = self.pipeline;
        pipeline.one_time_codes.accept_pair(
            device,
            &pipeline.key_ring,
            (first, second),
            self.seconds(),
        )
    }
}

/// What was tried and what was used, by account.
#[derive(Debug, Default)]
pub(crate) struct OneTimeCodes(Mutex<HashMap<AccountId, Memory>>);

#[derive(Debug, Default)]
struct Memory {
    codes: Tried,
    pairs: Tried,
    /// By the digest of the seed: a device made anew under an old ARN has codes of its own.
    used: HashMap<Digest, Used>,
}

/// How often devices were tried of late, whatever their seeds: replacing one under the same ARN does not give new tries.
#[derive(Debug, Default)]
struct Tried(HashMap<Arn, Tries>);

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
        let (account, arn) = (device.account, device.serial_number());
        if !self.remembering(account, |memory| memory.codes.admits(&arn, CODES_MAX, now)) {
            return Err(CodeRefused::TooOften);
        }
        let code = Code::parse(code).ok_or(CodeRefused::Invalid)?;
        let counter = totp::verify(seed, code, now.0, device.adjustment);
        let counter = counter.ok_or(CodeRefused::Invalid)?;
        let seed = sigv4::sha256(seed.expose());
        if self.remembering(account, |memory| memory.is_first_use(seed, counter, now)) {
            Ok(())
        } else {
            Err(CodeRefused::Invalid)
        }
    }

    fn accept_pair(
        &self,
        device: &VirtualMfaDevice,
        key_ring: &KeyRing,
        (first, second): (&str, &str),
        now: UnixTime,
    ) -> Result<Synchronized, CodeRefused> {
        let (account, arn) = (device.account, device.serial_number());
        if !self.remembering(account, |memory| memory.pairs.admits(&arn, PAIRS_MAX, now)) {
            return Err(CodeRefused::TooOften);
        }
        let codes = Code::parse(first).zip(Code::parse(second));
        let codes = codes.ok_or(CodeRefused::Invalid)?;
        // A seed that does not open is nobody's; there is no code of it.
        let seed = device.open_seed(key_ring);
        let seed = seed.map_err(|_| CodeRefused::Invalid)?;
        let found = totp::synchronize(&seed, codes, now.0, device.adjustment, device.last_pair);
        found.ok_or(CodeRefused::Invalid)
    }

    fn remembering<R>(&self, account: AccountId, then: impl FnOnce(&mut Memory) -> R) -> R {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        then(accounts.entry(account).or_default())
    }
}

impl Tried {
    /// Whether the device may be tried once more. AWS was observed to count good, bad and repeated codes alike, in
    /// spans that begin at each third minute.
    fn admits(&mut self, device: &Arn, most: u32, now: UnixTime) -> bool {
        let span = now.0.div_euclid(SPAN_SECONDS);
        if self.0.len() >= ENTRIES_MAX && !self.0.contains_key(device) {
            self.0.retain(|_, tries| tries.span == span);
            if self.0.len() >= ENTRIES_MAX {
                return false;
            }
        }
        let fresh = Tries { span, count: 0 };
        let tries = self.0.entry(device.clone()).or_insert(fresh);
        if tries.span != span {
            *tries = fresh;
        }
        tries.count = tries.count.saturating_add(1);
        tries.count <= most
    }
}

impl Memory {
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
const CODES_MAX: u32 = 9;

/// Pairs likewise, of which two thousand in a million millions are good. They are bounded because one that is guessed
/// sets the clock of the device to the step of its second code, with which a session can then be had.
const PAIRS_MAX: u32 = 90;

const SPAN_SECONDS: i64 = 180;

/// Devices remembered of one account at one time: three times as many as it may have users.
const ENTRIES_MAX: usize = 1 << 14;

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

    struct Fixed;

    impl secrets::Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

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
    fn an_account_without_room_takes_none_from_others() {
        let codes = OneTimeCodes::default();
        let (own, mut foreign) = (device("phone"), device("phone"));
        foreign.account = "444455556666".parse().unwrap();
        codes.remembering(own.account, |memory| {
            for number in 0..ENTRIES_MAX as u128 {
                let digest = [number.to_le_bytes(); 2].concat();
                let digest = Digest::try_from(digest).unwrap();
                assert!(memory.is_first_use(digest, 1, UnixTime(NOW)));
            }
        });
        let seed = seed(9);
        let accepts = |device: &VirtualMfaDevice| {
            let code = shown(&seed, NOW, 0);
            codes.accept(device, &seed, &code, UnixTime(NOW)).is_ok()
        };
        assert!(!accepts(&own));
        assert!(accepts(&foreign));
    }

    #[test]
    fn pairs_are_tried_so_often_and_no_more() {
        let entropy = Fixed;
        let key_ring = KeyRing::generate(NOW, &entropy);
        let mut phone = device("phone");
        let bound_to = phone.serial_number();
        let bound_to = bound_to.as_str().as_bytes();
        phone.seed = secrets::seal(&key_ring, bound_to, seed(1).expose(), NOW, &entropy);
        let codes = OneTimeCodes::default();
        let accept = |pair: (&str, &str), now| {
            let found = codes.accept_pair(&phone, &key_ring, pair, UnixTime(now));
            found.map(|found| found.adjustment)
        };
        let (first, second) = (shown(&seed(1), NOW, 6), shown(&seed(1), NOW, 7));
        assert_eq!(accept((&first, &second), NOW), Ok(7));
        for _ in 1..PAIRS_MAX {
            assert_eq!(accept((&second, &first), NOW), Err(CodeRefused::Invalid));
        }
        assert_eq!(accept((&first, &second), NOW), Err(CodeRefused::TooOften));
        assert_eq!(accept((&first, &second), NOW + SPAN_SECONDS), Ok(1));
    }

    #[test]
    fn where_there_is_no_room_codes_are_refused_until_there_is() {
        let mut memory = Memory::default();
        let arn = |number: usize| format!("arn:aws:iam::123456789012:mfa/{number}");
        for number in 0..ENTRIES_MAX {
            let device = arn(number).parse().unwrap();
            assert!(memory.codes.admits(&device, 1, UnixTime(NOW)));
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&number.to_le_bytes());
            assert!(memory.is_first_use(seed, 1, UnixTime(NOW)));
        }
        let one_more = arn(ENTRIES_MAX).parse().unwrap();
        assert!(!memory.codes.admits(&one_more, 1, UnixTime(NOW)));
        assert!(
            memory
                .codes
                .admits(&one_more, 1, UnixTime(NOW + SPAN_SECONDS))
        );
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
