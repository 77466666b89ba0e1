//! Authentication: from a presented signature to a [`Caller`], in AWS's order and in no other way.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use std::sync::Arc;

use names::AccessKeyId;
use records::accounts::{self, Account};
use records::users::{self, User};
use records::{AccessKey, KeyStatus, Owner, ReadTx, Reads, Stored, roles};
use secrets::session::{
    self, Approver, Opened, SessionClaims, SessionKind, SessionOwner, TokenError,
};
use sigv4::{
    Algorithm, AsymmetricKey, BodyHash, ChunkedDecoder, Dialect, Expected, Mechanism, PayloadHash,
    Presented, RequestHead, SessionToken, SignatureError, SigningKey, Timestamp,
};
use tracing::error;

use crate::signing_keys::CredentialRef;
use crate::{Caller, Identity, Issuer, Now, Pipeline};

/// A verified request to the resource whose body is still to come.
pub struct VerifiedResource {
    /// Who calls; anonymous if nothing was presented.
    pub caller: Caller,
    /// What the head says of the body; `None` if nothing was presented.
    pub payload: Option<PayloadHash>,
    /// What verifies a body that comes in chunks.
    pub chunks: Option<ChunkedDecoder>,
    /// Where the signature stood.
    pub mechanism: Option<Mechanism>,
    /// How the request was signed.
    pub algorithm: Option<Algorithm>,
    /// When it was signed, in seconds since 1970.
    pub signed_at: Option<i64>,
}

/// A verified request of the query protocol.
pub(crate) struct VerifiedQuery<'p> {
    /// Who calls.
    pub(crate) caller: Caller,
    /// The region that the request was signed for.
    pub(crate) region: &'p str,
}

impl Pipeline {
    /// Authenticates a request of the query protocol; its whole body is at hand.
    pub(crate) fn authenticate_query<'p>(
        &'p self,
        head: &RequestHead<'_>,
        body: &[u8],
        service: &'p str,
        now: Now,
        reads: &mut ReadTx,
    ) -> Result<VerifiedQuery<'p>, SignatureError> {
        // Read where it lies: it is large, and to move it costs as much as a look-up.
        let presented = &Presented::parse(*head, Dialect::Query)?;
        let presented = presented
            .as_ref()
            .ok_or_else(sigv4::error::query::missing_authentication_token)?;
        let expected = self.expected(presented, service);
        presented.check(timestamp(now), &expected)?;
        let resolved = self.resolve(presented, now, reads)?;
        // Unlike S3, STS was observed to mind the token before the signature.
        if resolved.has_stray_token {
            return Err(presented.invalid_token());
        }
        self.verify(
            presented,
            &resolved,
            BodyHash::Sha256(sigv4::sha256(body)),
            |_| Ok(()),
        )?;
        Ok(VerifiedQuery {
            caller: self.caller(resolved, presented, now)?,
            region: expected.region,
        })
    }

    /// Authenticates a request to the resource by its head; a request that presents nothing is anonymous.
    ///
    /// # Errors
    /// [`SignatureError`] in S3's words and order.
    pub fn authenticate_resource(
        &self,
        head: &RequestHead<'_>,
        service: &str,
        now: Now,
        reads: &mut ReadTx,
    ) -> Result<VerifiedResource, SignatureError> {
        let Some(presented) = Presented::parse(*head, Dialect::S3)? else {
            return Ok(VerifiedResource {
                caller: Caller::anonymous(now),
                payload: None,
                chunks: None,
                mechanism: None,
                algorithm: None,
                signed_at: None,
            });
        };
        presented.check(timestamp(now), &self.expected(&presented, service))?;
        let resolved = self.resolve(&presented, now, reads)?;
        let chunks = self.verify(&presented, &resolved, BodyHash::Later, |verified| {
            verified.chunked_body()
        })?;
        Ok(VerifiedResource {
            caller: self.caller(resolved, &presented, now)?,
            payload: Some(presented.payload()),
            chunks,
            mechanism: Some(presented.mechanism()),
            algorithm: Some(presented.algorithm()),
            signed_at: Some(presented.signed_at().unix_seconds()),
        })
    }

    /// The scope that a request must have. Clients that know this authority by another region's name for a global
    /// service sign for `us-east-1`, so that is right everywhere.
    fn expected<'e>(&'e self, presented: &Presented<'_>, service: &'e str) -> Expected<'e> {
        let is_global =
            service != RESOURCE_SERVICE && presented.scope().region == Some(GLOBAL_REGION);
        Expected {
            region: if is_global {
                GLOBAL_REGION
            } else {
                self.region()
            },
            service,
        }
    }

    /// Finds whose credentials are presented and whether they still open doors. Nothing is proven yet.
    fn resolve(
        &self,
        presented: &Presented<'_>,
        now: Now,
        reads: &mut ReadTx,
    ) -> Result<Resolved, SignatureError> {
        let id: AccessKeyId = presented
            .access_key_id()
            .parse()
            .map_err(|_| presented.unknown_key())?;
        let owner = reads.state().index().owner_of(&id).cloned();
        match presented.session_token() {
            SessionToken::Conflicting => Err(presented.unknown_key()),
            SessionToken::Absent => {
                let stored = owner.and_then(|owner| stored(&owner, &id, reads));
                stored.ok_or_else(|| presented.unknown_key())
            }
            SessionToken::One(token) => {
                let opened = session::open(&self.key_ring, token, id.as_str(), now.seconds().0);
                match (opened, owner) {
                    (Ok(opened), _) => {
                        live(opened, id, reads).ok_or_else(|| presented.unknown_key())
                    }
                    (Err(TokenError::Expired { .. }), _) => Err(presented.expired_token()),
                    (Err(TokenError::Malformed | TokenError::UnknownKey(_)), _) => {
                        Err(presented.invalid_token())
                    }
                    (Err(TokenError::Foreign), None) => Err(presented.unknown_key()),
                    // S3 was observed to verify the signature of a long-term key before it minds the token.
                    (Err(TokenError::Foreign), Some(owner)) => {
                        let stored =
                            stored(&owner, &id, reads).ok_or_else(|| presented.unknown_key())?;
                        Ok(Resolved {
                            has_stray_token: true,
                            ..stored
                        })
                    }
                }
            }
        }
    }

    fn verify<T>(
        &self,
        presented: &Presented<'_>,
        resolved: &Resolved,
        body: BodyHash,
        then: impl FnOnce(sigv4::Verified<'_, '_>) -> Result<T, SignatureError>,
    ) -> Result<T, SignatureError> {
        let secret = || {
            self.secret_of(resolved)
                .ok_or_else(|| presented.unknown_key())
        };
        match presented.algorithm() {
            Algorithm::HmacSha256 => {
                let key = self.signing_key(presented, resolved, secret)?;
                then(presented.verify(&key, body)?)
            }
            Algorithm::EcdsaP256Sha256 => {
                let key = AsymmetricKey::derive(presented.access_key_id(), secret()?.expose());
                let key = key.ok_or_else(|| presented.unknown_key())?;
                then(presented.verify_asymmetric(&key, body)?)
            }
        }
    }

    /// The caller behind verified credentials, whose use is noted.
    fn caller(
        &self,
        resolved: Resolved,
        presented: &Presented<'_>,
        now: Now,
    ) -> Result<Caller, SignatureError> {
        let caller = resolved.into_caller(now);
        let caller = caller.map_err(|()| presented.invalid_token())?;
        let scope = presented.scope();
        let region = scope.region.unwrap_or(self.region());
        self.note_service(&caller, scope.service, region, now);
        Ok(caller)
    }

    fn signing_key(
        &self,
        presented: &Presented<'_>,
        resolved: &Resolved,
        secret: impl FnOnce() -> Result<secrets::Secret<String>, SignatureError>,
    ) -> Result<Arc<SigningKey>, SignatureError> {
        let scope = presented.scope();
        let credential = match &resolved.credential {
            Credential::Stored(key) => CredentialRef::Stored(&key.id, key.secret.as_bytes()),
            Credential::Session(opened) => CredentialRef::Session(opened.session_id()),
        };
        self.signing_keys
            .get_or_try_derive(&credential, &scope, || {
                let secret = secret()?;
                let region = scope.region.unwrap_or_default();
                Ok(SigningKey::derive(
                    secret.expose(),
                    scope.date,
                    region,
                    scope.service,
                ))
            })
    }

    fn secret_of(&self, resolved: &Resolved) -> Option<secrets::Secret<String>> {
        match &resolved.credential {
            Credential::Session(opened) => Some(opened.secret_access_key()),
            Credential::Stored(key) => {
                let opened = secrets::open(&self.key_ring, key.id.as_str().as_bytes(), &key.secret);
                if let Err(error) = &opened {
                    error!(%error, access_key_id = %key.id, "a stored secret does not open");
                }
                String::from_utf8(opened.ok()?.expose().clone())
                    .ok()
                    .map(secrets::Secret::new)
            }
        }
    }
}

/// Credentials that exist and are not over, with the identity they belong to.
struct Resolved {
    id: AccessKeyId,
    identity: Identity,
    credential: Credential,
    /// A genuine token of some session came with a long-term key.
    has_stray_token: bool,
}

enum Credential {
    Stored(AccessKey),
    Session(Box<Opened>),
}

impl Resolved {
    /// INVARIANT: called after the signature was verified, and nowhere else.
    fn into_caller(self, now: Now) -> Result<Caller, ()> {
        if self.has_stray_token {
            return Err(());
        }
        let session = match self.credential {
            Credential::Stored(_) => None,
            Credential::Session(opened) => Some(Box::new(opened.claims)),
        };
        Ok(Caller::verified(self.identity, self.id, session, now))
    }
}

/// A long-term key that is active.
fn stored(owner: &Owner, id: &AccessKeyId, reads: &mut ReadTx) -> Option<Resolved> {
    let (identity, key) = match owner {
        Owner::User(key) => {
            let record = reads.read(key)?;
            let user = User::from_record(&record)?;
            (
                Identity::User(Arc::clone(user)),
                user.access_key(id)?.clone(),
            )
        }
        Owner::Root(key) => {
            let record = reads.read(key)?;
            let account = Account::from_record(&record)?;
            (
                Identity::Root(Arc::clone(account)),
                root_key(account, id)?.clone(),
            )
        }
    };
    let is_active = key.status == KeyStatus::Active;
    let credential = Credential::Stored(key);
    is_active.then_some(Resolved {
        id: id.clone(),
        identity,
        credential,
        has_stray_token: false,
    })
}

/// A session whose role or user lives and, where it depends on one, whose issuing key is active.
fn live(opened: Opened, id: AccessKeyId, reads: &mut ReadTx) -> Option<Resolved> {
    let identity = match &opened.claims.kind {
        SessionKind::Role {
            role_id,
            role_session_name,
            ..
        } => {
            let role = roles::by_id(reads, *role_id)?;
            Identity::Role {
                role,
                session_name: role_session_name.clone(),
            }
        }
        SessionKind::SessionToken { owner } => match issuer(owner, &opened.claims, reads)? {
            Issuer::Root(account) => Identity::Root(account),
            Issuer::User(user) => Identity::User(user),
        },
        SessionKind::FederatedUser {
            issuer: owner,
            name,
        } => Identity::Federated {
            issuer: issuer(owner, &opened.claims, reads)?,
            name: name.clone(),
        },
        SessionKind::Delegated { approver, .. } => {
            // Without a session policy it would be all that the approver is: there is no such session.
            opened.claims.session_policy.as_ref()?;
            acting_as(approver, opened.claims.account, reads)?
        }
    };
    let credential = Credential::Session(Box::new(opened));
    Some(Resolved {
        id,
        identity,
        credential,
        has_stray_token: false,
    })
}

/// Whoever approved delegated access, while they live.
fn acting_as(
    approver: &Approver,
    account: names::AccountId,
    reads: &mut ReadTx,
) -> Option<Identity> {
    Some(match approver {
        Approver::Root => Identity::Root(accounts::get(reads, account)?),
        Approver::User(id) => Identity::User(users::by_id(reads, *id)?),
        Approver::Role {
            role_id,
            role_session_name,
        } => Identity::Role {
            role: roles::by_id(reads, *role_id)?,
            session_name: role_session_name.clone(),
        },
    })
}

/// Who asked for the session, if the key that it was asked with is still active.
fn issuer(owner: &SessionOwner, claims: &SessionClaims, reads: &mut ReadTx) -> Option<Issuer> {
    let (issuer, keys) = match owner {
        SessionOwner::Root => {
            let account = accounts::get(reads, claims.account)?;
            let keys = account.root.access_keys.clone();
            (Issuer::Root(account), keys)
        }
        SessionOwner::User(id) => {
            let user = users::by_id(reads, *id)?;
            let keys = user.access_keys.clone();
            (Issuer::User(user), keys)
        }
    };
    let issuing = claims.issuing_access_key_id.as_ref()?;
    let is_active = keys
        .iter()
        .any(|key| key.id == *issuing && key.status == KeyStatus::Active);
    is_active.then_some(issuer)
}

fn root_key<'a>(account: &'a Account, id: &AccessKeyId) -> Option<&'a AccessKey> {
    account.root.access_keys.iter().find(|key| key.id == *id)
}

fn timestamp(now: Now) -> Timestamp {
    Timestamp::from_unix_seconds(now.seconds().0)
}

/// Where global services are signed for.
pub(crate) const GLOBAL_REGION: &str = "us-east-1";

/// The signing name of the service that is not global.
pub(crate) const RESOURCE_SERVICE: &str = "s3";
