//! The pipeline: what authentication and authorization need, in one place, built once at the start.

use std::cell::RefCell;
use std::sync::Arc;

use records::{CommitFailure, Replica, UnixTime, WriteTx};
use secrets::{Entropy, KeyRing};
use store::TxnId;
use tokio::sync::Mutex;
use wire::Timestamp;

use crate::Partner;
use crate::authorization_details::Ledger;
use crate::authorization_message::Pace;
use crate::one_time_codes::OneTimeCodes;
use crate::signing_keys::SigningKeys;
use crate::slow_work::Bench;
use crate::usage::UsageLog;

/// Carries requests through their one order.
pub struct Pipeline {
    pub(crate) replica: Arc<Replica>,
    pub(crate) key_ring: KeyRing,
    pub(crate) world: World,
    pub(crate) configuration: Configuration,
    pub(crate) signing_keys: SigningKeys,
    pub(crate) usage: UsageLog,
    /// Of encoded authorization messages.
    pub(crate) message_pace: Pace,
    /// What was denied lately.
    pub(crate) denied_requests: Ledger,
    /// Which one-time codes were used.
    pub(crate) one_time_codes: OneTimeCodes,
    /// Held by the one request that tries again after a conflict.
    pub(crate) retries: Mutex<()>,
    /// Where passwords are hashed and compared.
    pub(crate) bench: Bench,
}

/// What only the binary has: the time and randomness.
pub struct World {
    /// What time it is.
    pub clock: Box<dyn Fn() -> Now + Send + Sync>,
    /// Where randomness comes from.
    pub entropy: Box<dyn Entropy + Send + Sync>,
}

/// What an operator chooses.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The region that this authority answers for, such as `us-east-1`.
    pub region: String,
    /// The URL under which clients reach this authority, without a slash at its end.
    pub public_url: String,
    /// The product providers who may ask accounts for access.
    pub partners: Vec<Partner>,
}

/// A moment in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub i64);

impl Now {
    /// The moment in whole seconds, rounded down.
    #[must_use]
    pub fn seconds(self) -> UnixTime {
        UnixTime(self.0.div_euclid(1_000))
    }

    /// The moment as protocols write it.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

impl Pipeline {
    /// A pipeline over this replica; `key_ring` is the replica's own, opened with the master key.
    #[must_use]
    pub fn new(
        replica: Arc<Replica>,
        key_ring: KeyRing,
        world: World,
        configuration: Configuration,
    ) -> Self {
        Self {
            replica,
            key_ring,
            world,
            configuration,
            signing_keys: SigningKeys::new(),
            usage: UsageLog::new(),
            message_pace: Pace::default(),
            denied_requests: Ledger::default(),
            one_time_codes: OneTimeCodes::default(),
            retries: Mutex::new(()),
            bench: Bench::default(),
        }
    }

    /// The replica.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Now {
        (self.world.clock)()
    }

    /// The source of randomness.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.world.entropy.as_ref()
    }

    /// The keys that everything secret is sealed under.
    #[must_use]
    pub fn key_ring(&self) -> &KeyRing {
        &self.key_ring
    }

    /// The region that this authority answers for.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.configuration.region
    }

    /// The URL under which clients reach this authority, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.configuration.public_url
    }

    /// A new request id, a random UUID.
    #[must_use]
    pub fn new_request_id(&self) -> String {
        text_of_uuid(self.plenty_of_random())
    }

    /// Random bytes that are no secret: fetched many at a time, for asking the operating system takes as long as reading
    /// a whole form.
    fn plenty_of_random(&self) -> [u8; 16] {
        thread_local! {
            static SPARE: RefCell<Vec<[u8; 16]>> = const { RefCell::new(Vec::new()) };
        }
        SPARE.with_borrow_mut(|spare| {
            spare.pop().unwrap_or_else(|| {
                let mut fetched = [[0; 16]; SPARE_BYTES / 16];
                self.world.entropy.fill(fetched.as_flattened_mut());
                let [first, rest @ ..] = fetched;
                spare.extend(rest);
                first
            })
        })
    }

    /// A random UUID.
    #[must_use]
    pub(crate) fn new_uuid(&self) -> String {
        text_of_uuid(self.random())
    }

    /// Commits what the resource writes; see [`Replica::commit`].
    ///
    /// # Errors
    /// [`CommitFailure`]; on a conflict authenticate, authorize and do it again.
    pub async fn commit(&self, writes: WriteTx) -> Result<(), CommitFailure> {
        self.replica.commit(self.new_txn_id(), writes).await
    }

    pub(crate) fn new_txn_id(&self) -> TxnId {
        TxnId(self.random())
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.world.entropy.fill(&mut bytes);
        bytes
    }
}

fn text_of_uuid(random: [u8; 16]) -> String {
    let uuid = uuid::Builder::from_random_bytes(random).into_uuid();
    let mut text = uuid::Uuid::encode_buffer();
    uuid.hyphenated().encode_lower(&mut text).to_owned()
}

/// How many random bytes a thread fetches at once for request ids.
const SPARE_BYTES: usize = 1024;
