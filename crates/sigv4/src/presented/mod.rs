//! What a request presents to prove who sent it, read but not yet believed.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>

mod check;
mod header;
mod payload;
mod query;
mod said;
mod signed_headers;

pub use check::Expected;
pub(crate) use check::check_s3_scope_parts;
pub use payload::{PayloadHash, Streaming};
pub(crate) use signed_headers::SignedHeaders;

use crate::canonical::{CanonicalRequest, Dialect, SigningContext};
use crate::credential::{Credential, Scope};
use crate::error::{SignatureError, query as query_errors, s3 as s3_errors};
use crate::request::RequestHead;
use crate::timestamp::{BasicText, Timestamp};
use payload::Payload;
use said::Said;
use std::borrow::Cow;

/// A signature and everything said beside it, with the request head it covers.
///
/// [`Presented::parse`] reads it, [`Presented::check`] judges time and scope, and only
/// [`Presented::verify`] makes any of it true.
pub struct Presented<'a> {
    pub(crate) head: RequestHead<'a>,
    pub(crate) dialect: Dialect,
    mechanism: Mechanism,
    algorithm: Algorithm,
    credential: Credential<'a>,
    signed_headers: SignedHeaders<'a>,
    signature: Cow<'a, str>,
    date: SignedDate<'a>,
    token: SessionToken<'a>,
    payload: Payload<'a>,
    /// The lifetime of a presigned S3 URL in seconds.
    expires: Option<u32>,
    /// The regions of an asymmetric signature, `us-east-1,eu-*`.
    region_set: Option<Cow<'a, str>>,
}

/// Where a signature stood in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// The `Authorization` header.
    Header,
    /// The query string: a presigned URL.
    Query,
    /// The fields of a form that a browser posts to S3.
    Post,
}

impl Mechanism {
    /// The value of the condition key `s3:authType`.
    #[must_use]
    pub fn auth_type(self) -> &'static str {
        match self {
            Self::Header => "REST-HEADER",
            Self::Query => "REST-QUERY-STRING",
            Self::Post => "POST",
        }
    }
}

/// How a request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Signature Version 4.
    HmacSha256,
    /// Signature Version 4a.
    EcdsaP256Sha256,
}

impl Algorithm {
    /// AWS's name, which is also the value of the condition key `s3:signatureversion`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "AWS4-HMAC-SHA256",
            Self::EcdsaP256Sha256 => "AWS4-ECDSA-P256-SHA256",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::HmacSha256, Self::EcdsaP256Sha256]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }
}

/// The session token of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionToken<'a> {
    /// There is none, or an empty one, which S3 was observed to treat alike.
    Absent,
    /// Exactly one, perhaps sent several times.
    One(Cow<'a, str>),
    /// Several different ones, or one that is not text: no session's token.
    Conflicting,
}

/// The instant a request says it was signed, and the text it said so with.
#[derive(Clone)]
struct SignedDate<'a> {
    at: Timestamp,
    /// The basic form that the string to sign has, whatever the request wrote.
    basic: BasicText,
    /// As sent, for the errors that echo it.
    sent: Cow<'a, str>,
}

impl<'a> Presented<'a> {
    /// Reads what `head` presents. `None` means it presents nothing: the request is anonymous.
    ///
    /// # Errors
    /// Whatever looks like a signature and cannot be read as one is refused in the words of the
    /// dialect, and so is a request that presents a signature in two places.
    pub fn parse(head: RequestHead<'a>, dialect: Dialect) -> Result<Option<Self>, SignatureError> {
        let in_query = query::AuthParameters::find(head.query, dialect);
        let said = Said::read(head.headers);
        match (said.authorization.first, in_query) {
            (None, None) => Ok(None),
            (None, Some(parameters)) => query::parse(head, dialect, &said, &parameters).map(Some),
            (Some(header), Some(_)) => {
                let header = String::from_utf8_lossy(header.as_bytes());
                Err(match dialect {
                    Dialect::Query => query_errors::both_mechanisms(),
                    Dialect::S3 => s3_errors::both_mechanisms(&header),
                })
            }
            (Some(header), None) if said.authorization.is_repeated => Err(match dialect {
                Dialect::Query => query_errors::several_authorization_headers(),
                Dialect::S3 => {
                    s3_errors::malformed_component(&String::from_utf8_lossy(header.as_bytes()))
                }
            }),
            (Some(header), None) => header::parse(head, dialect, &said, header),
        }
    }

    /// The access key id, exactly as sent. Not echoed anywhere else than to the caller.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        self.credential.access_key_id()
    }

    /// The session token.
    #[must_use]
    pub fn session_token(&self) -> &SessionToken<'a> {
        &self.token
    }

    /// The credential scope. After [`Presented::check`] it is known to be the expected one.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        self.credential.scope()
    }

    /// When the request says it was signed.
    #[must_use]
    pub fn signed_at(&self) -> Timestamp {
        self.date.at
    }

    /// How old the signature is at the instant `now`, in milliseconds: the condition key
    /// `s3:signatureAge`. A signature from the future is not old at all.
    #[must_use]
    pub fn signature_age_milliseconds(&self, now: Timestamp) -> i64 {
        let seconds = now
            .unix_seconds()
            .saturating_sub(self.date.at.unix_seconds());
        seconds.max(0).saturating_mul(1000)
    }

    /// Where the signature stood.
    #[must_use]
    pub fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// How the request was signed.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What the request says about its body.
    #[must_use]
    pub fn payload(&self) -> PayloadHash {
        self.payload.hash
    }

    /// For how many seconds a presigned S3 URL says it is good; `None` for everything else.
    #[must_use]
    pub fn expires(&self) -> Option<u32> {
        self.expires
    }

    /// The names of the signed headers, lower-case and sorted.
    pub fn signed_headers(&self) -> impl Iterator<Item = &str> {
        self.signed_headers.names()
    }

    /// True if the signature covers this lower-case header name.
    #[must_use]
    pub fn is_signed(&self, name: &str) -> bool {
        self.signed_headers.contains(name)
    }

    /// The refusal for a key that is unknown, inactive or deleted, for a temporary key whose token
    /// is absent or another session's, and for a session whose role is gone.
    #[must_use]
    pub fn unknown_key(&self) -> SignatureError {
        match self.dialect {
            Dialect::Query => query_errors::invalid_client_token_id(),
            Dialect::S3 => s3_errors::invalid_access_key_id(self.access_key_id()),
        }
    }

    /// The refusal for a token that cannot be read, and for any token that comes with a long-term
    /// key (S3 says the latter only once the signature is found right).
    #[must_use]
    pub fn invalid_token(&self) -> SignatureError {
        match self.dialect {
            Dialect::Query => query_errors::invalid_client_token_id(),
            Dialect::S3 => s3_errors::invalid_token(self.token.text()),
        }
    }

    /// The refusal for a session that has ended.
    #[must_use]
    pub fn expired_token(&self) -> SignatureError {
        match self.dialect {
            Dialect::Query => query_errors::expired_token(),
            Dialect::S3 => s3_errors::expired_token(self.token.text()),
        }
    }

    pub(crate) fn signature(&self) -> &str {
        &self.signature
    }

    pub(crate) fn context(&self) -> SigningContext<'_> {
        SigningContext {
            algorithm: self.algorithm,
            date: self.date.basic.as_str(),
            scope: self.credential.scope_text(),
        }
    }

    pub(crate) fn canonical_request<'r>(&'r self, payload_line: &'r str) -> CanonicalRequest<'r> {
        CanonicalRequest {
            head: &self.head,
            dialect: self.dialect,
            mechanism: self.mechanism,
            signed_headers: &self.signed_headers,
            payload_line,
        }
    }

    /// The value that S3 takes for the payload hash; empty in other dialects.
    pub(crate) fn declared_payload(&self) -> &str {
        &self.payload.line
    }
}

impl SessionToken<'_> {
    /// The token, if there is exactly one.
    #[must_use]
    pub fn one(&self) -> Option<&str> {
        match self {
            Self::One(token) => Some(token),
            Self::Absent | Self::Conflicting => None,
        }
    }

    fn text(&self) -> &str {
        self.one().unwrap_or("")
    }
}

impl<'a> SessionToken<'a> {
    pub(crate) fn from_text(token: Cow<'a, str>) -> Self {
        if token.is_empty() {
            Self::Absent
        } else {
            Self::One(token)
        }
    }
}

const TOKEN_HEADER: &str = "x-amz-security-token";
