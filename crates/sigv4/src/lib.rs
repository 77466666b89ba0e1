//! AWS request signatures: reading, verifying and making them. Signature Version 4 in the header,
//! in the query string and in browser forms, chunked bodies, and Signature Version 4a.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>
//!
//! Start at [`Presented`]. A verifier takes these steps, in this order, and no other:
//!
//! 1. [`Presented::parse`] reads what the request presents, or says that it is anonymous;
//! 2. [`Presented::check`] judges time, scope and unsigned headers;
//! 3. the caller looks up the access key and opens the session token, and refuses with
//!    [`Presented::invalid_token`], [`Presented::expired_token`] or [`Presented::unknown_key`];
//! 4. [`Presented::verify`] compares the signature, and only its answer is proof;
//! 5. for S3, a session token beside a long-term key is refused now
//!    ([`Presented::invalid_token`]), and the body is checked as it is read
//!    ([`PayloadHash::check`], [`Verified::chunked_body`]).
//!
//! Forms go the same way through [`PresentedPost`].
//!
//! This crate does not know accounts, keys or tokens, does no I/O and never asks the time. It
//! compares signatures in constant time and never tells what the right one would have been.
//!
//! ```
//! use http::HeaderMap;
//! use sigv4::{BodyHash, Dialect, Expected, Presented, RequestHead, SignedBody, Signer, SigningKey, Target, Timestamp};
//!
//! let now = Timestamp::from_unix_seconds(1_440_938_160);
//! let body = b"Action=GetCallerIdentity&Version=2011-06-15";
//!
//! // A client signs.
//! let signer = Signer {
//!     access_key_id: "AKIDEXAMPLE",
//!     secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
//!     session_token: None,
//!     region: "us-east-1",
//!     service: "sts",
//!     dialect: Dialect::Query,
//! };
//! let target = Target { method: "POST", path: "/", query: "", authority: Some("sts.amazonaws.com") };
//! let mut headers = HeaderMap::new();
//! signer.sign(&target, &mut headers, SignedBody::Bytes(body), now)?;
//!
//! // The server verifies.
//! let head = RequestHead { method: "POST", path: "/", query: "", authority: Some("sts.amazonaws.com"), headers: &headers };
//! let presented = Presented::parse(head, Dialect::Query)?.ok_or("anonymous")?;
//! presented.check(now, &Expected { region: "us-east-1", service: "sts" })?;
//! assert_eq!(presented.access_key_id(), "AKIDEXAMPLE");
//! let key = SigningKey::derive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "sts");
//! presented.verify(&key, BodyHash::Sha256(sigv4::sha256(body)))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asymmetric;
mod canonical;
mod chunked;
mod credential;
mod digest;
pub mod error;
mod key;
mod lines;
mod post_policy;
mod presented;
mod request;
mod sign;
mod split;
mod timestamp;
mod uri;
mod verify;

pub use asymmetric::AsymmetricKey;
pub use canonical::Dialect;
pub use chunked::{ChunkedDecoder, ChunkedEncoder, Trailers};
pub use credential::Scope;
pub use digest::{Sha256Digest, sha256};
pub use error::SignatureError;
pub use key::SigningKey;
pub use post_policy::{PostPolicy, PresentedPost};
pub use presented::{
    Algorithm, Expected, Mechanism, PayloadHash, Presented, SessionToken, Streaming,
};
pub use request::RequestHead;
pub use sign::{Signed, SignedBody, Signer, Target};
pub use timestamp::{BasicText, Timestamp};
pub use verify::{BodyHash, Verified};
