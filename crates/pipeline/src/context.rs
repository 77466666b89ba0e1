//! What an operation knows of its request besides its input.

use names::{AccessKeyId, AccountId, IdPrefix, UniqueId};
use records::mfa_devices::VirtualMfaDevice;
use records::{Reads, UnixTime};
use secrets::issuer_key::NewKeys;
use secrets::{Entropy, Sealed, Secret};

use crate::slow_work::{SlowWork, Unfinished};
use crate::{Caller, CodeRefused, Now, Partner, Pipeline};

/// The surroundings of one call. Time and randomness come from here and from nowhere else.
pub struct Context<'a> {
    /// When the request was received; the same in demand, authorization and run.
    pub now: Now,
    /// Who calls.
    pub caller: &'a Caller,
    pub(crate) account: AccountId,
    pub(crate) requested_region: &'a str,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) work: &'a SlowWork,
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

    /// Opens what [`Context::seal`] sealed for the same `bound_to`; none if it was changed or made for another.
    #[must_use]
    pub fn open(&self, bound_to: &str, sealed: &Sealed) -> Option<Secret<Vec<u8>>> {
        secrets::open(self.key_ring(), bound_to.as_bytes(), sealed).ok()
    }

    /// The hash of a new password. Slow: the attempt ends when it is first asked for, and finds it when it is made
    /// again.
    ///
    /// # Errors
    /// [`Unfinished`], with which `run` returns at once.
    pub fn hash_password(&self, password: &str) -> Result<Secret<String>, Unfinished> {
        self.work.hash(password, self.entropy())
    }

    /// Which of these hashes were made from this password, in their order. Slow as [`Context::hash_password`], but all
    /// in one go.
    ///
    /// # Errors
    /// [`Unfinished`], with which `run` returns at once.
    pub fn verify_password(
        &self,
        password: &str,
        hashes: &[Secret<String>],
    ) -> Result<Vec<bool>, Unfinished> {
        let answers: Vec<_> = hashes
            .iter()
            .map(|hash| self.work.verify(password, hash))
            .collect();
        answers.into_iter().collect()
    }

    /// New keys for an issuer of tokens. Slow as [`Context::hash_password`].
    ///
    /// # Errors
    /// [`Unfinished`], with which `run` returns at once.
    pub fn new_issuer_keys(&self) -> Result<NewKeys, Unfinished> {
        self.work.issuer_keys()
    }

    /// Uses up a one-time code of a device. Whether the device is the caller's is for the operation to know.
    ///
    /// # Errors
    /// [`CodeRefused`] for a code that is not good now or was used before, and for a device that is tried too often.
    pub fn accept_code(&self, device: &VirtualMfaDevice, code: &str) -> Result<(), CodeRefused> {
        // A seed that does not open is nobody's; there is no code of it.
        let seed = device.open_seed(self.key_ring());
        let seed = seed.map_err(|_| CodeRefused::Invalid)?;
        self.pipeline
            .one_time_codes
            .accept(device, &seed, code, self.seconds())
    }

    /// The region that this authority stands in.
    #[must_use]
    pub fn region(&self) -> &str {
        self.pipeline.region()
    }

    /// The region that the request was made for, as `aws:RequestedRegion` has it.
    #[must_use]
    pub fn requested_region(&self) -> &str {
        self.requested_region
    }

    /// The source of randomness.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.pipeline.world.entropy.as_ref()
    }

    /// A random UUID.
    #[must_use]
    pub fn new_uuid(&self) -> String {
        self.pipeline.new_uuid()
    }

    /// The URL under which clients reach this authority, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.pipeline.public_url()
    }

    /// The product provider that asks from this account, if it is registered as one.
    #[must_use]
    pub fn partner(&self, account: AccountId) -> Option<&Partner> {
        let partners = &self.pipeline.configuration.partners;
        partners.iter().find(|partner| partner.account == account)
    }

    /// The keys that everything secret is sealed under.
    #[must_use]
    pub fn key_ring(&self) -> &secrets::KeyRing {
        &self.pipeline.key_ring
    }

    pub(crate) fn unseal(&self, bound_to: &str, sealed: &Sealed) -> Option<Vec<u8>> {
        Some(self.open(bound_to, sealed)?.expose().to_vec())
    }
}
