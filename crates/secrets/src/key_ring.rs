//! The key ring: versioned keys that follow each other without a moment in which some node lacks the key in use.
//!
//! A key lives through four states, each a pure function of the time and of when its successor takes over:
//! 1. **distribute**: it is in the ring, so that every node learns it, but nothing is made under it yet;
//! 2. **active**: session tokens and sealed values are made under it;
//! 3. **verify-only**: its successor is active; tokens made under it are still honoured;
//! 4. **gone**: every token made under it has expired, and none is honoured any more.
//!
//! Sealed values outlive tokens, so a key that is gone still opens them until it is taken out by [`KeyRing::forget`].

mod sealed_ring;

use std::sync::Arc;

use aws_lc_rs::hmac;

use crate::aead::{Aead, Root};
use crate::{Entropy, Secret, entropy};

pub use sealed_ring::RingError;

/// All keys of one installation, oldest first. A ring is never without a key.
#[derive(Clone)]
pub struct KeyRing {
    // INVARIANT: ids and `active_from` strictly rise, through `older` and on to `newest`.
    older: Vec<RingKey>,
    newest: RingKey,
}

impl KeyRing {
    /// A new ring whose only key is active at once: there is nothing yet that another node could have to read.
    #[must_use]
    pub fn generate(now: i64, entropy: &dyn Entropy) -> Self {
        Self {
            older: Vec::new(),
            newest: RingKey::generate(FIRST_KEY_ID, now, entropy),
        }
    }

    /// The ring with one more key, which takes over one hour from `now`, when every node has had the time to learn it.
    ///
    /// # Errors
    /// [`RotateError::Pending`] while the newest key has not taken over yet, [`RotateError::Full`] when the ring holds
    /// [`KEYS_MAX`] keys.
    pub fn rotate(&self, now: i64, entropy: &dyn Entropy) -> Result<Self, RotateError> {
        let newest = &self.newest;
        if now < newest.active_from {
            return Err(RotateError::Pending {
                active_from: newest.active_from,
            });
        }
        if self.older.len() + 1 >= KEYS_MAX {
            return Err(RotateError::Full);
        }
        let id = newest.id.checked_add(1).ok_or(RotateError::Full)?;
        Ok(Self {
            older: self.keys().cloned().collect(),
            newest: RingKey::generate(id, now.saturating_add(DISTRIBUTE_SECONDS), entropy),
        })
    }

    /// The ring without the key `id`. The caller has made sure that nothing is sealed under it any more
    /// ([`Sealed::key_id`](crate::Sealed::key_id)): what is, can never be opened again.
    ///
    /// # Errors
    /// [`RotateError::InUse`] unless the key is there and [gone](KeyState::Gone).
    pub fn forget(&self, id: u32, now: i64) -> Result<Self, RotateError> {
        let is_gone = |key: &KeyDescription| key.id == id && key.state == KeyState::Gone;
        if !self.describe(now).iter().any(is_gone) {
            return Err(RotateError::InUse { id });
        }
        let mut ring = self.clone();
        ring.older.retain(|key| key.id != id);
        Ok(ring)
    }

    /// When the key in use took over, in seconds since 1970. Rotating every 30 days keeps far from the number of
    /// messages that one key may seal with random nonces (see [`crate::seal`]).
    #[must_use]
    pub fn active_since(&self, now: i64) -> i64 {
        self.active(now).active_from
    }

    /// Every key with its state and its times, oldest first.
    #[must_use]
    pub fn describe(&self, now: i64) -> Vec<KeyDescription> {
        let successors = self.keys().skip(1).map(Some).chain([None]);
        self.keys()
            .zip(successors)
            .map(|(key, successor)| key.describe(successor, now))
            .collect()
    }

    /// The key under which things are made at `now`.
    pub(crate) fn active(&self, now: i64) -> &RingKey {
        // Where even the oldest key is still to come, this node's clock is behind that of the node which made the ring.
        let begun = self.keys().rev().find(|key| key.active_from <= now);
        begun.or(self.older.first()).unwrap_or(&self.newest)
    }

    /// The key with this id, in whatever state.
    pub(crate) fn key(&self, id: u32) -> Option<&RingKey> {
        self.keys().rev().find(|key| key.id == id)
    }

    /// Whether tokens made under the key `id` are honoured at `now`. A key in distribution counts: the node that made
    /// the token may have a clock that is a little ahead.
    pub(crate) fn honours(&self, id: u32, now: i64) -> bool {
        let successor = self.keys().find(|key| key.id > id);
        successor.is_none_or(|successor| now < successor.predecessor_gone_from())
    }

    fn keys(&self) -> impl DoubleEndedIterator<Item = &RingKey> {
        self.older.iter().chain([&self.newest])
    }
}

/// Redacted: shows ids and times, never a key.
impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = self.keys().map(|key| (key.id, key.active_from));
        f.debug_map().entries(keys).finish()
    }
}

/// One key with what is derived from it.
#[derive(Clone)]
pub(crate) struct RingKey {
    pub(crate) id: u32,
    /// Seconds since 1970.
    active_from: i64,
    secret: Secret<[u8; 32]>,
    pub(crate) derived: Arc<DerivedKeys>,
}

impl RingKey {
    fn generate(id: u32, active_from: i64, entropy: &dyn Entropy) -> Self {
        Self::new(id, active_from, Secret::new(entropy::bytes(entropy)))
    }

    fn new(id: u32, active_from: i64, secret: Secret<[u8; 32]>) -> Self {
        let derived = Arc::new(DerivedKeys::new(secret.expose()));
        Self {
            id,
            active_from,
            secret,
            derived,
        }
    }

    fn describe(&self, successor: Option<&Self>, now: i64) -> KeyDescription {
        let verify_only_from = successor.map(|key| key.active_from);
        let gone_from = successor.map(Self::predecessor_gone_from);
        let has_come = |time: Option<i64>| time.is_some_and(|time| time <= now);
        let state = if has_come(gone_from) {
            KeyState::Gone
        } else if has_come(verify_only_from) {
            KeyState::VerifyOnly
        } else if self.active_from <= now {
            KeyState::Active
        } else {
            KeyState::Distribute
        };
        KeyDescription {
            id: self.id,
            state,
            active_from: self.active_from,
            verify_only_from,
            gone_from,
        }
    }

    fn predecessor_gone_from(&self) -> i64 {
        self.active_from.saturating_add(VERIFY_ONLY_SECONDS)
    }
}

/// The keys of each purpose, expanded once when the ring is read.
pub(crate) struct DerivedKeys {
    /// Seals values at rest.
    pub(crate) sealing: Aead,
    /// Seals session tokens.
    pub(crate) tokens: Aead,
    /// Derives the secret access keys of sessions.
    pub(crate) session_secrets: hmac::Key,
}

impl DerivedKeys {
    fn new(secret: &[u8; 32]) -> Self {
        let root = Root::new(secret);
        Self {
            sealing: root.aead(b"sealing at rest"),
            tokens: root.aead(b"session tokens"),
            session_secrets: root.hmac(b"session secret access keys"),
        }
    }
}

/// What an operator may see of a key. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDescription {
    /// Its number; ids rise and are never used again.
    pub id: u32,
    /// Its state at the time asked for.
    pub state: KeyState,
    /// When it takes over.
    pub active_from: i64,
    /// When its successor takes over, once there is one.
    pub verify_only_from: Option<i64>,
    /// When the last token made under it has expired.
    pub gone_from: Option<i64>,
}

/// Where a key stands in its life, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Known, but nothing is made under it yet.
    Distribute,
    /// In use.
    Active,
    /// Only read.
    VerifyOnly,
    /// No token made under it is honoured any more.
    Gone,
}

/// Why the ring was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotateError {
    /// A rotation is under way.
    #[error("the newest key has not taken over yet (it will at {active_from})")]
    Pending {
        /// When it takes over, in seconds since 1970.
        active_from: i64,
    },
    /// Too many keys.
    #[error("the ring is full: seal all records anew, then forget the keys that are gone")]
    Full,
    /// The key may not be forgotten.
    #[error("key {id} is not among the keys that are gone")]
    InUse {
        /// The key that was to be forgotten.
        id: u32,
    },
}

/// Most keys in one ring: five years of monthly rotation without sealing a single record anew.
pub const KEYS_MAX: usize = 64;

/// How long a key is only distributed: far longer than any node's replica may lag and still serve.
const DISTRIBUTE_SECONDS: i64 = 60 * 60;

/// How long tokens outlive the turn of their key: the longest session, and an hour for nodes that took over late.
const VERIFY_ONLY_SECONDS: i64 = crate::session::LIFETIME_SECONDS_MAX + 60 * 60;

/// Ids count from here, so that a zeroed field names no key.
const FIRST_KEY_ID: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    const HOUR: i64 = 3600;

    fn states(ring: &KeyRing, now: i64) -> Vec<(u32, KeyState)> {
        ring.describe(now)
            .iter()
            .map(|key| (key.id, key.state))
            .collect()
    }

    #[test]
    fn a_key_lives_through_four_states() {
        use KeyState::{Active, Distribute, Gone, VerifyOnly};
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(0, &entropy)
            .rotate(1000, &entropy)
            .unwrap();
        let takes_over = 1000 + HOUR;
        for (now, first, second) in [
            (1000, Active, Distribute),
            (takes_over - 1, Active, Distribute),
            (takes_over, VerifyOnly, Active),
            (takes_over + 37 * HOUR - 1, VerifyOnly, Active),
            (takes_over + 37 * HOUR, Gone, Active),
            (i64::MAX, Gone, Active),
        ] {
            assert_eq!(states(&ring, now), [(1, first), (2, second)], "at {now}");
            assert_eq!(ring.honours(1, now), first != Gone, "at {now}");
            assert!(ring.honours(2, now));
            let active = if second == Active { 2 } else { 1 };
            assert_eq!(ring.active(now).id, active, "at {now}");
        }
    }

    #[test]
    fn rotation_waits_for_the_one_before_and_has_a_bound() {
        let entropy = Seeded::new(1);
        let mut ring = KeyRing::generate(0, &entropy).rotate(0, &entropy).unwrap();
        assert_eq!(
            ring.rotate(HOUR - 1, &entropy).unwrap_err(),
            RotateError::Pending { active_from: HOUR }
        );
        let mut now = HOUR;
        while let Ok(next) = ring.rotate(now, &entropy) {
            ring = next;
            now += HOUR;
        }
        assert_eq!(ring.describe(now).len(), KEYS_MAX);
        assert_eq!(ring.rotate(now, &entropy).unwrap_err(), RotateError::Full);
    }

    #[test]
    fn only_a_key_that_is_gone_is_forgotten() {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(0, &entropy).rotate(0, &entropy).unwrap();
        for (id, now) in [(1, 0), (1, 38 * HOUR - 1), (2, 38 * HOUR), (3, 38 * HOUR)] {
            assert_eq!(ring.forget(id, now).unwrap_err(), RotateError::InUse { id });
        }
        let ring = ring.forget(1, 38 * HOUR).unwrap();
        assert_eq!(states(&ring, 38 * HOUR), [(2, KeyState::Active)]);
        assert!(ring.key(1).is_none());
        assert_eq!(ring.rotate(38 * HOUR, &entropy).unwrap().newest.id, 3);
    }

    #[test]
    fn a_clock_before_the_ring_uses_the_oldest_key() {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(1000, &entropy);
        assert_eq!(ring.active(0).id, 1);
        assert_eq!(ring.rotate(2000, &entropy).unwrap().active(0).id, 1);
    }
}
