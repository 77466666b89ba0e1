//! Signing keys that were derived before: deriving one costs more than a whole verification with it.

use std::sync::Arc;

use foldhash::quality::RandomState;
use names::AccessKeyId;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, UnitWeighter};
use secrets::session::SessionId;
use sigv4::{Scope, SigningKey};

/// A bounded cache. What is found here says nothing about whether the access key may still be used: that is looked
/// up for each request before.
pub(crate) struct SigningKeys(Cache<Scoped, Arc<SigningKey>, UnitWeighter, RandomState>);

impl SigningKeys {
    pub(crate) fn new() -> Self {
        Self(Cache::with(
            CAPACITY,
            CAPACITY as u64,
            UnitWeighter,
            RandomState::default(),
            DefaultLifecycle::default(),
        ))
    }

    /// The signing key of this credential for this scope, derived by `derive` where it is not at hand.
    pub(crate) fn get_or_try_derive<E>(
        &self,
        credential: &CredentialRef<'_>,
        scope: &Scope<'_>,
        derive: impl FnOnce() -> Result<SigningKey, E>,
    ) -> Result<Arc<SigningKey>, E> {
        let scoped = ScopedRef {
            credential: *credential,
            date: scope.date,
            region: scope.region.unwrap_or_default(),
            service: scope.service,
        };
        if let Some(key) = self.0.get(&scoped) {
            return Ok(key);
        }
        let key = Arc::new(derive()?);
        self.0.insert(scoped.to_owned(), Arc::clone(&key));
        Ok(key)
    }
}

/// Which secret it is. A sealed secret is unlike every other, even one stored again under the same access key id; and
/// copied to another id it does not open, so it must not be found under that either.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(crate) enum CredentialRef<'a> {
    Stored(&'a AccessKeyId, &'a [u8]),
    Session(SessionId),
}

#[derive(Clone, Copy, Debug, Hash)]
struct ScopedRef<'a> {
    credential: CredentialRef<'a>,
    date: &'a str,
    region: &'a str,
    service: &'a str,
}

#[derive(Debug, Hash, PartialEq, Eq)]
enum Credential {
    Stored(AccessKeyId, Box<[u8]>),
    Session(SessionId),
}

#[derive(Debug, Hash, PartialEq, Eq)]
struct Scoped {
    credential: Credential,
    date: Box<str>,
    region: Box<str>,
    service: Box<str>,
}

impl ScopedRef<'_> {
    fn to_owned(self) -> Scoped {
        Scoped {
            credential: match self.credential {
                CredentialRef::Stored(id, sealed) => Credential::Stored(id.clone(), sealed.into()),
                CredentialRef::Session(id) => Credential::Session(id),
            },
            date: self.date.into(),
            region: self.region.into(),
            service: self.service.into(),
        }
    }
}

impl Equivalent<Scoped> for ScopedRef<'_> {
    fn equivalent(&self, key: &Scoped) -> bool {
        let is_same_credential = match (self.credential, &key.credential) {
            (CredentialRef::Stored(id, sealed), Credential::Stored(other_id, other)) => {
                id == other_id && *sealed == **other
            }
            (CredentialRef::Session(one), Credential::Session(other)) => one == *other,
            _ => false,
        };
        is_same_credential
            && *self.date == *key.date
            && *self.region == *key.region
            && *self.service == *key.service
    }
}

/// Enough for the principals of a busy hour; about 400 bytes each.
const CAPACITY: usize = 10_000;
