//! What an operation knows of its request besides its input.

use names::{AccessKeyId, AccountId, IdPrefix, UniqueId};
use records::{Reads, UnixTime};
use secrets::{Entropy, Sealed};

use crate::{Caller, Now, Pipeline};

/// The surroundings of one call. Time and randomness come from here and from nowhere else.
pub struct Context<'a> {
    /// When the request was received; the same in demand, authorization and run.
    pub now: Now,
    /// Who calls.
    pub caller: &'a Caller,
    pub(crate) account: AccountId,
    pub(crate) pipeline: &'a Pipeline,
}

impl Context<'_> {
    /// The account that the request is about: the caller's own.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The moment in whole seconds, as records keep it.
    #[must_use]
    pub fn seconds(&self) -> UnixTime {
        self.now.seconds()
    }

    /// A new unique id of this account, such as `AIDA…`, that nothing has now.
    #[must_use]
    pub fn new_id(&self, prefix: IdPrefix, tx: &impl Reads) -> UniqueId {
        loop {
            let id = secrets::access_key::unique_id(prefix, self.account, self.entropy());
            if tx.state().key_of(id).is_none() {
                return id;
            }
        }
    }

    /// A new long-term access key id of this account that nobody has now.
    #[must_use]
    pub fn new_access_key_id(&self, tx: &impl Reads) -> AccessKeyId {
        loop {
            let id = secrets::access_key::long_term_id(self.account, self.entropy());
            if tx.state().index().owner_of(&id).is_none() {
                return id;
            }
        }
    }

    /// Seals a secret of a record; `bound_to` says whose it is and must be given again to open it.
    #[must_use]
    pub fn seal(&self, bound_to: &str, plaintext: &[u8]) -> Sealed {
        secrets::seal(
            self.key_ring(),
            bound_to.as_bytes(),
            plaintext,
            self.seconds().0,
            self.entropy(),
        )
    }

    /// The source of randomness.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.pipeline.world.entropy.as_ref()
    }

    /// The keys that everything secret is sealed under.
    #[must_use]
    pub fn key_ring(&self) -> &secrets::KeyRing {
        &self.pipeline.key_ring
    }

    pub(crate) fn unseal(&self, bound_to: &str, sealed: &Sealed) -> Option<Vec<u8>> {
        let opened = secrets::open(self.key_ring(), bound_to.as_bytes(), sealed).ok()?;
        Some(opened.expose().to_vec())
    }
}
