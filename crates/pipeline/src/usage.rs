//! Who used which credentials, and for what: noted beside the requests, and written down later in batches.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>
//!
//! A request neither waits for this nor writes anything. What was noted within the same quarter of an hour costs a look
//! at a few numbers; what is new is put into a list, and dropped if the list is full or somebody else has it in hand:
//! the next request of the kind notes it. [`Pipeline::write_usage`] empties the list.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;
use names::{AccessKeyId, AccountId, UniqueId};
use records::usage::{self, KeyUse, Usage, Use};
use records::{CommitFailure, ReadTx, Reads, UnixTime, WriteTx, accounts};

use crate::keys_of_request::RequestFacts;
use crate::{Caller, Demand, Identity, Issuer, Now, Pipeline};

/// The user or role that a use counts for; none stands for the root user of the account.
type Principal = (AccountId, Option<UniqueId>);

/// What was used and is not written down yet.
pub(crate) struct UsageLog {
    /// A fast one: it is asked twice by every request. Who found two uses of one fingerprint could keep one of their own
    /// uses from being noted for a quarter of an hour, but seeds are random and fingerprints never seen.
    hasher: RandomState,
    /// Fingerprints of what was noted lately, in sets of [`WAYS`]; 0 is nothing.
    fingerprints: Box<[AtomicU64]>,
    waiting: Mutex<Vec<Noted>>,
}

/// One use.
#[derive(Clone, Debug, PartialEq)]
struct Noted {
    principal: Principal,
    what: What,
    region: Box<str>,
    at: UnixTime,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// A service, with the long-term access key that signed.
    Service(Box<str>, Option<AccessKeyId>),
    Action(&'static str),
}

impl Pipeline {
    /// Notes that verified credentials were used for a service. It is the attempt that counts, whatever comes of it.
    pub(crate) fn note_service(&self, caller: &Caller, service: &str, region: &str, now: Now) {
        let Some(principal) = principal(caller) else {
            return;
        };
        let access_key = caller
            .access_key_id()
            .filter(|_| caller.has_long_term_credentials());
        let fingerprint = self
            .usage
            .fingerprint((principal, access_key, service, region), now);
        self.usage.note(fingerprint, || Noted {
            principal,
            what: What::Service(service.into(), access_key.and_then(|id| id.parse().ok())),
            region: region.into(),
            at: now.seconds(),
        });
    }

    /// Notes which action the caller asked for: the first of the demand, for the others come with it.
    pub(crate) fn note_action(&self, caller: &Caller, demand: &Demand, facts: &RequestFacts<'_>) {
        let (Some(principal), Some(check)) = (principal(caller), demand.checks().first()) else {
            return;
        };
        let fingerprint = self
            .usage
            .fingerprint((principal, check.action, facts.region), facts.now);
        self.usage.note(fingerprint, || Noted {
            principal,
            what: What::Action(check.action),
            region: facts.region.into(),
            at: facts.now.seconds(),
        });
    }

    /// Writes down what was noted since the last time; to be called every so often, and before the end.
    ///
    /// # Errors
    /// [`CommitFailure`]; what could not be written is kept for the next time.
    pub async fn write_usage(&self) -> Result<(), CommitFailure> {
        let mut by_principal = BTreeMap::<Principal, Vec<Noted>>::new();
        for noted in self.usage.take() {
            by_principal.entry(noted.principal).or_default().push(noted);
        }
        let mut principals = by_principal.into_iter().peekable();
        while principals.peek().is_some() {
            let batch: Vec<_> = principals.by_ref().take(BATCH).collect();
            if let Err(failure) = self.write_batch(&batch).await {
                let unwritten = batch.into_iter().chain(principals);
                self.usage
                    .put_back(unwritten.flat_map(|(_, noted)| noted).collect());
                return Err(failure);
            }
        }
        Ok(())
    }

    async fn write_batch(&self, batch: &[(Principal, Vec<Noted>)]) -> Result<(), CommitFailure> {
        for _ in 0..ATTEMPTS {
            let mut tx = WriteTx::new(ReadTx::new(self.replica.state()));
            for (principal, noted) in batch {
                put(&mut tx, *principal, noted);
            }
            if tx.is_empty() {
                return Ok(());
            }
            match self.commit(tx).await {
                Err(CommitFailure::Conflict) => {}
                ended => return ended,
            }
        }
        Err(CommitFailure::Conflict)
    }
}

impl UsageLog {
    pub(crate) fn new() -> Self {
        Self {
            hasher: RandomState::default(),
            fingerprints: (0..SETS * WAYS).map(|_| AtomicU64::new(0)).collect(),
            waiting: Mutex::default(),
        }
    }

    /// What tells a use from others of the same span of time.
    fn fingerprint(&self, used: impl std::hash::Hash, now: Now) -> u64 {
        let span = now.seconds().0.div_euclid(usage::ACCESS_KEY_SPAN_SECONDS);
        self.hasher.hash_one((used, span)).max(1)
    }

    fn note(&self, fingerprint: u64, noted: impl FnOnce() -> Noted) {
        let set = self.set(fingerprint);
        // Nothing is read in the light of what is read here, so no order is needed; a missed number notes a use twice.
        if set
            .iter()
            .any(|slot| slot.load(Ordering::Relaxed) == fingerprint)
        {
            return;
        }
        let Ok(mut waiting) = self.waiting.try_lock() else {
            return;
        };
        if waiting.len() >= WAITING_MAX {
            return;
        }
        waiting.push(noted());
        // The number that makes way is one of a former span, sooner or later.
        let way = usize::try_from(fingerprint >> 56).unwrap_or_default() % WAYS;
        if let Some(slot) = set.get(way) {
            slot.store(fingerprint, Ordering::Relaxed);
        }
    }

    fn set(&self, fingerprint: u64) -> &[AtomicU64] {
        let number = usize::try_from(fingerprint % SETS as u64).unwrap_or_default();
        let begin = number * WAYS;
        self.fingerprints
            .get(begin..begin + WAYS)
            .unwrap_or_default()
    }

    fn take(&self) -> Vec<Noted> {
        mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was noted meanwhile comes after it; what is too much is dropped.
    fn put_back(&self, mut noted: Vec<Noted>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        noted.append(&mut waiting);
        noted.truncate(WAITING_MAX);
        *waiting = noted;
    }
}

fn principal(caller: &Caller) -> Option<Principal> {
    let entity = match caller.identity() {
        Identity::Root(_)
        | Identity::Federated {
            issuer: Issuer::Root(_),
            ..
        } => None,
        Identity::User(user)
        | Identity::Federated {
            issuer: Issuer::User(user),
            ..
        } => Some(user.id),
        Identity::Role { role, .. } => Some(role.id),
        Identity::Anonymous => return None,
    };
    Some((caller.account()?, entity))
}

/// Adds to what a principal used. Whoever is gone is not written about: the record that says who it is is read, so that
/// a deletion at the same time is a conflict.
fn put(tx: &mut WriteTx, (account, entity): Principal, noted: &[Noted]) {
    let lives = match entity {
        Some(id) => {
            let key = tx.state().key_of(id).cloned();
            key.and_then(|key| tx.read(&key)).is_some()
        }
        None => accounts::get(tx, account).is_some(),
    };
    if !lives {
        return;
    }
    let before = usage::of(tx, account, entity);
    let mut after = before
        .as_deref()
        .cloned()
        .unwrap_or_else(|| Usage::new(account, entity));
    for noted in noted {
        add(&mut after, noted);
    }
    let index = tx.state().index();
    after
        .access_keys
        .retain(|used| index.owner_of(&used.id).is_some());
    if before.as_deref() != Some(&after) {
        tx.put(after);
    }
}

fn add(usage: &mut Usage, noted: &Noted) {
    let (region, at) = (noted.region.to_string(), noted.at);
    let used = |name: &str, region: String| Use {
        name: name.to_owned(),
        region,
        at,
    };
    match &noted.what {
        What::Action(name) => usage.use_action(used(name, region)),
        What::Service(name, access_key) => {
            if let Some(id) = access_key {
                usage.use_access_key(KeyUse {
                    id: id.clone(),
                    service: name.to_string(),
                    region: region.clone(),
                    at,
                });
            }
            usage.use_service(used(name, region));
        }
    }
}

/// Some 32,000 kinds of use in a quarter of an hour, in 256 KiB; beyond that some are noted more than once.
const SETS: usize = 4_096;
/// Eight numbers are one line of the processor's cache.
const WAYS: usize = 8;

/// Uses that wait to be written, some 100 bytes each.
const WAITING_MAX: usize = 65_536;

/// Principals of one transaction, which is bounded in bytes: each is two checks and one write.
const BATCH: usize = store::TXN_BYTES_MAX / USAGE_BYTES;
/// More than the record of whoever used every action there is in both regions that requests are signed for.
const USAGE_BYTES: usize = 80 * 1024;
const ATTEMPTS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(action: &'static str, at: i64) -> Noted {
        Noted {
            principal: ("123456789012".parse().unwrap(), None),
            what: What::Action(action),
            region: "us-east-1".into(),
            at: UnixTime(at),
        }
    }

    fn note(log: &UsageLog, action: &'static str, at: i64) {
        let fingerprint = log.fingerprint(action, Now(at * 1_000));
        log.note(fingerprint, || noted(action, at));
    }

    #[test]
    fn a_use_is_noted_once_in_a_quarter_of_an_hour() {
        let log = UsageLog::new();
        for at in [900, 901, 1_799, 1_800] {
            note(&log, "iam:GetUser", at);
        }
        note(&log, "iam:GetRole", 1_801);
        let expected = [
            ("iam:GetUser", 900),
            ("iam:GetUser", 1_800),
            ("iam:GetRole", 1_801),
        ];
        assert_eq!(log.take(), expected.map(|(action, at)| noted(action, at)));
        note(&log, "iam:GetRole", 1_802);
        assert_eq!(log.take(), []);
    }

    #[test]
    fn a_request_does_not_wait_and_what_it_could_not_note_is_noted_by_the_next() {
        let log = UsageLog::new();
        {
            let _held = log.waiting.lock().unwrap();
            note(&log, "iam:GetUser", 1);
        }
        assert_eq!(log.take(), []);
        note(&log, "iam:GetUser", 2);
        assert_eq!(log.take(), [noted("iam:GetUser", 2)]);
    }

    #[test]
    fn what_waits_is_bounded() {
        let log = UsageLog::new();
        log.put_back(vec![noted("iam:GetUser", 1); WAITING_MAX - 1]);
        note(&log, "iam:GetRole", 2);
        note(&log, "iam:GetGroup", 3);
        let waiting = log.take();
        assert_eq!(waiting.len(), WAITING_MAX);
        assert_eq!(waiting.last(), Some(&noted("iam:GetRole", 2)));
        note(&log, "iam:GetGroup", 4);
        log.put_back(vec![noted("iam:GetUser", 1); WAITING_MAX]);
        assert_eq!(log.take().len(), WAITING_MAX);
    }
}
