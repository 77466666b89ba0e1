//! The encoded authorization message: the facts of a denial, sealed, for whoever may decode it.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>
//!
//! The facts tell more than the caller of the denied request may know, so the message is opaque: compressed, sealed under
//! the key ring and bound to the caller's account. The audit event of a denial carries it; the texts of IAM and STS do
//! not, as they do not in AWS.

mod facts;

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use names::AccountId;
use secrets::{Entropy, KeyRing, Sealed};

use crate::{Context, Now};
pub(crate) use facts::{Denied, Facts};

impl Context<'_> {
    /// Opens an encoded authorization message of the caller's account and gives the facts of the denial as JSON.
    /// `None` for anything else: another account's, a changed one, or one whose key is forgotten.
    #[must_use]
    pub fn decode_authorization_message(&self, encoded: &str) -> Option<String> {
        open(self.key_ring(), self.account(), encoded)
    }
}

/// Seals the facts for their account; `None` where even the shortest form is longer than a message may be.
pub(crate) fn seal(
    ring: &KeyRing,
    account: AccountId,
    facts: &Facts,
    now: Now,
    entropy: &dyn Entropy,
) -> Option<String> {
    [facts.to_json(), facts.in_short().to_json()]
        .iter()
        .filter_map(|json| {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(json.as_deref()?.as_bytes()).ok()?;
            let compressed = encoder.finish().ok()?;
            let record = bound_to(account);
            let sealed = secrets::seal(ring, &record, &compressed, now.seconds().0, entropy);
            Some(URL_SAFE_NO_PAD.encode(sealed.as_bytes()))
        })
        .find(|message| message.len() <= MESSAGE_CHARACTERS_MAX)
}

fn open(ring: &KeyRing, account: AccountId, encoded: &str) -> Option<String> {
    let sealed = Sealed::from_bytes(URL_SAFE_NO_PAD.decode(encoded).ok()?);
    let compressed = secrets::open(ring, &bound_to(account), &sealed).ok()?;
    let mut json = String::new();
    DeflateDecoder::new(compressed.expose().as_slice())
        .take(FACTS_BYTES_MAX)
        .read_to_string(&mut json)
        .ok()?;
    Some(json)
}

fn bound_to(account: AccountId) -> Vec<u8> {
    format!("authorization-message/{account}").into_bytes()
}

/// How many messages are made in each second.
///
/// A stranger with any valid key can have himself denied as fast as the node answers. Each message takes a random nonce
/// under a key that is made for about one sealed value a second, so their number is bounded; a denial beyond it is in
/// the audit all the same, without its message.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// The second, and how many were made in it.
    state: AtomicU64,
}

impl Pace {
    /// Whether one more message may be made now.
    pub(crate) fn admits(&self, now: Now) -> bool {
        let second = u64::try_from(now.seconds().0).unwrap_or_default() << COUNT_BITS;
        let next = |state: u64| {
            let begins_anew = state & !COUNT_MASK != second;
            let made = if begins_anew { 0 } else { state & COUNT_MASK };
            (made < MESSAGES_PER_SECOND_MAX).then_some(second | (made + 1))
        };
        self.state
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
            .is_ok()
    }
}

const MESSAGES_PER_SECOND_MAX: u64 = 100;
const COUNT_BITS: u32 = 16;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// What DecodeAuthorizationMessage takes.
const MESSAGE_CHARACTERS_MAX: usize = 10_240;

/// What a message may swell to: policies and keys are bounded far below it.
const FACTS_BYTES_MAX: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(AtomicU64);

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                *byte = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()[0];
            }
        }
    }

    fn account(id: &str) -> AccountId {
        id.parse().unwrap()
    }

    #[test]
    fn a_message_opens_for_its_account_only() {
        let entropy = Counting(AtomicU64::new(0));
        let ring = KeyRing::generate(0, &entropy);
        let facts = Facts::example();
        let home = account("111122223333");
        let message = seal(&ring, home, &facts, Now(0), &entropy).unwrap();
        assert_eq!(open(&ring, home, &message), facts.to_json());
        assert_eq!(open(&ring, account("444455556666"), &message), None);
        let other_ring = KeyRing::generate(0, &entropy);
        assert_eq!(open(&other_ring, home, &message), None);
        for changed in [
            String::new(),
            "?".to_owned(),
            format!("{message}\n"),
            format!("{message}A"),
            message.replacen(|c: char| c.is_ascii_lowercase(), "Z", 1),
        ] {
            assert_eq!(open(&ring, home, &changed), None, "{changed}");
        }
    }

    #[test]
    fn long_facts_are_told_in_short() {
        let entropy = Counting(AtomicU64::new(0));
        let ring = KeyRing::generate(0, &entropy);
        let home = account("111122223333");
        let facts = Facts::example().with_actions(|n| {
            let noise = sigv4::sha256(format!("{n}").as_bytes());
            noise.iter().map(|byte| format!("{byte:02x}")).collect()
        });
        let message = seal(&ring, home, &facts, Now(0), &entropy).unwrap();
        assert!(message.len() <= MESSAGE_CHARACTERS_MAX);
        assert_eq!(open(&ring, home, &message), facts.in_short().to_json());
    }

    #[test]
    fn a_second_has_room_for_so_many() {
        let pace = Pace::default();
        let admitted = |milliseconds| (0..500).filter(|_| pace.admits(Now(milliseconds))).count();
        assert_eq!(admitted(1_790_000_000_000), 100);
        assert_eq!(admitted(1_790_000_000_999), 0);
        assert_eq!(admitted(1_790_000_001_000), 100);
    }
}
