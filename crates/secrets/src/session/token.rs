//! Issuing and opening session tokens.
//!
//! A token is, as base64: version 1, the number of its ring key, a nonce, and the claims sealed by AES-256-GCM with the
//! first two as associated data. The access key id stands inside the claims instead of being associated data: S3 answers differently
//! to a token that does not decode and to a genuine token of another session, and so the two must be told apart.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use names::{AccessKeyId, IdPrefix};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::bytes::{Reader, Writer};
use super::claims::{Approver, SessionClaims, SessionKind, SessionOwner};
use super::encoding::{self, ID_BYTES, id_bytes};
use crate::access_key::{self, SECRET_BYTES, TEMPORARY};
use crate::aead::{NONCE_BYTES, TAG_BYTES};
use crate::key_ring::DerivedKeys;
use crate::{Entropy, KeyRing, Secret, base32, compress, entropy};

/// Makes the credentials of a new session, under the key that is active when it is issued.
///
/// # Errors
/// [`IssueError`] where the claims cannot be carried; the operations of STS check their input so that none occurs.
pub fn issue(
    ring: &KeyRing,
    claims: &SessionClaims,
    entropy: &dyn Entropy,
) -> Result<Issued, IssueError> {
    issue_of_length(ring, claims, 0, entropy)
}

/// The same, with a token of at least so many characters, for clients that try whether they have room for long ones.
///
/// # Errors
/// As [`issue`].
pub fn issue_of_length(
    ring: &KeyRing,
    claims: &SessionClaims,
    least_characters: usize,
    entropy: &dyn Entropy,
) -> Result<Issued, IssueError> {
    check(claims)?;
    let key = ring.active(claims.issued_at);
    let id_bits = access_key::id_bits(claims.account, entropy);
    let session = SessionId {
        access_key: id_bytes(id_bits),
        nonce: entropy::bytes(entropy),
    };

    let mut header = Writer::default();
    header.byte(VERSION);
    header.number(u64::from(key.id));
    let mut message = encoding::encode(session.access_key, claims, 0);
    let least_message =
        (least_characters.div_ceil(4) * 3).saturating_sub(header.0.len() + NONCE_BYTES + TAG_BYTES);
    if message.len() < least_message {
        let padding = least_message - message.len();
        message = encoding::encode(session.access_key, claims, padding);
    }
    key.derived
        .tokens
        .seal(session.nonce, &header.0, &mut message);
    let sealed = [header.0.as_slice(), &session.nonce, &message].concat();
    if sealed.len() > SEALED_BYTES_MAX {
        return Err(IssueError::TooLarge {
            bytes: sealed.len(),
        });
    }
    Ok(Issued {
        access_key_id: access_key::access_key_id(TEMPORARY, id_bits),
        secret_access_key: session.secret_access_key(&key.derived),
        session_token: STANDARD.encode(sealed),
    })
}

/// Opens a token that came with `access_key_id`.
///
/// # Errors
/// [`TokenError`], in its order: what does not decode is malformed, what is genuine but another session's is foreign, and only
/// a session's own token is ever called expired.
pub fn open(
    ring: &KeyRing,
    token: &str,
    access_key_id: &str,
    now: i64,
) -> Result<Opened, TokenError> {
    // Tokens of plain sessions are decoded on the stack.
    let mut short = [0; SHORT_TOKEN_BYTES];
    let mut long = Vec::new();
    let space = if token.len() <= short.len() {
        short.as_mut_slice()
    } else if token.len() <= TOKEN_CHARACTERS_MAX {
        long.resize(token.len(), 0);
        long.as_mut_slice()
    } else {
        return Err(TokenError::Malformed);
    };
    // The decoder refuses blanks, missing padding and stray bits, so a session has exactly one token.
    let length = STANDARD
        .decode_slice(token, space)
        .map_err(|_| TokenError::Malformed)?;
    let sealed = space.get_mut(..length).ok_or(TokenError::Malformed)?;
    open_sealed(ring, sealed, access_key_id, now)
}

fn open_sealed(
    ring: &KeyRing,
    sealed: &mut [u8],
    access_key_id: &str,
    now: i64,
) -> Result<Opened, TokenError> {
    let (key_id, header_bytes) = read_header(sealed).ok_or(TokenError::Malformed)?;
    let key = ring.key(key_id).ok_or(TokenError::UnknownKey(key_id))?;
    if !ring.honours(key_id, now) {
        return Err(TokenError::Malformed);
    }
    let (header, rest) = sealed
        .split_at_mut_checked(header_bytes)
        .ok_or(TokenError::Malformed)?;
    let (nonce, message) = rest
        .split_first_chunk_mut::<NONCE_BYTES>()
        .ok_or(TokenError::Malformed)?;
    let message = key
        .derived
        .tokens
        .open(*nonce, header, message)
        .ok_or(TokenError::Malformed)?;
    let (id, claims) = encoding::decode(message).ok_or(TokenError::Malformed)?;

    let offered = temporary_id_bytes(access_key_id).ok_or(TokenError::Foreign)?;
    if !bool::from(offered.ct_eq(&id)) {
        return Err(TokenError::Foreign);
    }
    if now >= claims.expires_at {
        return Err(TokenError::Expired {
            claims: Box::new(claims),
        });
    }
    let session_id = SessionId {
        access_key: id,
        nonce: *nonce,
    };
    Ok(Opened {
        claims,
        session_id,
        keys: Arc::clone(&key.derived),
    })
}

/// The number of the ring key and the length of the header.
fn read_header(sealed: &[u8]) -> Option<(u32, usize)> {
    let mut from = Reader(sealed);
    if from.byte()? != VERSION {
        return None;
    }
    let key_id = u32::try_from(from.number()?).ok()?;
    Some((key_id, sealed.len() - from.0.len()))
}

/// The 80 bits of an `ASIA…` id; no other id has a token.
fn temporary_id_bytes(id: &str) -> Option<[u8; ID_BYTES]> {
    let (prefix, rest) = id.as_bytes().split_first_chunk::<4>()?;
    let fits = prefix == TEMPORARY && rest.len() == 16;
    base32::decode(rest).filter(|_| fits).map(id_bytes)
}

fn check(claims: &SessionClaims) -> Result<(), IssueError> {
    // INVARIANT: the key ring honours a key's tokens for this long after the key's turn, and no longer.
    let lifetime = claims.expires_at.checked_sub(claims.issued_at);
    if !lifetime.is_some_and(|seconds| (1..=LIFETIME_SECONDS_MAX).contains(&seconds)) {
        return Err(IssueError::Lifetime);
    }
    let is_right_kind = match &claims.kind {
        SessionKind::Role { role_id, .. } => role_id.is(IdPrefix::Role),
        SessionKind::SessionToken {
            owner: SessionOwner::User(id),
        }
        | SessionKind::FederatedUser {
            issuer: SessionOwner::User(id),
            ..
        } => id.is(IdPrefix::User),
        SessionKind::SessionToken {
            owner: SessionOwner::Root,
        }
        | SessionKind::FederatedUser {
            issuer: SessionOwner::Root,
            ..
        } => true,
        SessionKind::Delegated { approver, .. } => match approver {
            Approver::Root => true,
            Approver::User(id) => id.is(IdPrefix::User),
            Approver::Role { role_id, .. } => role_id.is(IdPrefix::Role),
        },
    };
    if !is_right_kind {
        return Err(IssueError::WrongId);
    }
    let arns: usize = claims
        .session_policy_arns
        .iter()
        .map(|arn| arn.as_str().len() + 1)
        .sum();
    let longest = claims
        .session_policy
        .as_ref()
        .map_or(0, String::len)
        .max(arns);
    if longest > compress::TEXT_BYTES_MAX {
        return Err(IssueError::TooLarge { bytes: longest });
    }
    Ok(())
}

/// New temporary credentials.
#[derive(Clone, Debug)]
pub struct Issued {
    /// `ASIA…`, which carries the account.
    pub access_key_id: AccessKeyId,
    /// Forty characters, derived from the ring and kept nowhere.
    pub secret_access_key: Secret<String>,
    /// Base64.
    pub session_token: String,
}

/// A genuine, unexpired token.
pub struct Opened {
    /// What it says.
    pub claims: SessionClaims,
    session_id: SessionId,
    keys: Arc<DerivedKeys>,
}

impl Opened {
    /// The secret access key, derived anew at each call: whoever holds a cached signing key does not need it.
    #[must_use]
    pub fn secret_access_key(&self) -> Secret<String> {
        self.session_id.secret_access_key(&self.keys)
    }

    /// What tells this session from every other. Whatever is cached for a session is cached under this.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session_id
    }
}

/// Redacted: the keys are left out.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

/// Tells one session from every other.
///
/// The access key id alone does not: it has 39 random bits, so two of some million sessions in one account share theirs.
/// Were the secret derived from the id alone, their holders would share it too, and the token, which travels in
/// presigned URLs, would be all that is left to guess. The nonce adds 96 bits that nobody chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionId {
    access_key: [u8; ID_BYTES],
    nonce: [u8; NONCE_BYTES],
}

impl SessionId {
    fn secret_access_key(&self, keys: &DerivedKeys) -> Secret<String> {
        let mut context = hmac::Context::with_key(&keys.session_secrets);
        context.update(&self.access_key);
        context.update(&self.nonce);
        let tag = context.sign();
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        bytes
            .iter_mut()
            .zip(tag.as_ref())
            .for_each(|(to, from)| *to = *from);
        access_key::secret_text(&bytes)
    }
}

/// Why a session was not issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// It would never be valid, or for longer than [`LIFETIME_SECONDS_MAX`].
    #[error("a session lasts from one second to {LIFETIME_SECONDS_MAX}")]
    Lifetime,
    /// A role is named by an `AROA…` id, a user by an `AIDA…` id.
    #[error("the session names its role or user by an id of another kind")]
    WrongId,
    /// The claims do not fit.
    #[error("the session's claims are too large ({bytes} bytes)")]
    TooLarge {
        /// How large they are.
        bytes: usize,
    },
}

/// Why a token was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It does not decode, was changed, or is so old that its key is gone.
    #[error("the token is malformed")]
    Malformed,
    /// It was sealed under a key that is not in the ring: by another installation, or by a node whose newest key has not
    /// arrived here. Outwardly the same as malformed.
    #[error("the token was sealed under key {0}, which is not in the key ring")]
    UnknownKey(u32),
    /// It is genuine, but belongs to another access key id.
    #[error("the token belongs to another access key")]
    Foreign,
    /// It is this session's, but the session is over.
    #[error("the token is expired")]
    Expired {
        /// What the session was.
        claims: Box<SessionClaims>,
    },
}

/// Longest session: the 36 hours of GetSessionToken and GetFederationToken.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
pub const LIFETIME_SECONDS_MAX: i64 = 129_600;

/// Longest token before base64; servers commonly take 16 KiB of headers, in which the token must leave room.
pub const SEALED_BYTES_MAX: usize = 6144;

/// [`SEALED_BYTES_MAX`] as base64.
const TOKEN_CHARACTERS_MAX: usize = SEALED_BYTES_MAX.div_ceil(3) * 4;
/// Characters of the longest token that is decoded on the stack.
const SHORT_TOKEN_BYTES: usize = 768;
const VERSION: u8 = 1;

#[cfg(test)]
mod tests;
