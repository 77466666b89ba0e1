//! Computes what the signature should be and compares.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use crate::asymmetric::AsymmetricKey;
use crate::canonical::{Dialect, Scratch, with_scratch};
use crate::chunked::{Chain, ChunkKey, ChunkVerifier, ChunkedDecoder};
use crate::digest::{Hex, Sha256Digest};
use crate::error::s3::Mismatch;
use crate::error::{SignatureError, query as query_errors, s3 as s3_errors};
use crate::key::SigningKey;
use crate::presented::{Algorithm, PayloadHash, Presented};
use subtle::ConstantTimeEq;

/// What the caller knows of the body when it asks for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyHash {
    /// The whole body has this digest (that of nothing if there is no body).
    Sha256(Sha256Digest),
    /// The operation is one that allows its body to stay unsigned, and the request says that it is:
    /// `x-amz-content-sha256: UNSIGNED-PAYLOAD`. Only for operations so flagged in their model.
    Unsigned,
    /// The body is still to come. Only S3 can verify the head alone: what the head says of the
    /// body is checked when the body is read.
    Later,
}

/// Proof that the signature of a request is right.
///
/// For a body that is still to come it also says how to check it:
/// [`PayloadHash::check`](crate::PayloadHash::check) or [`Verified::chunked_body`].
pub struct Verified<'v, 'a> {
    presented: &'v Presented<'a>,
    key: Key<'v>,
}

#[derive(Clone, Copy)]
enum Key<'v> {
    Symmetric(&'v SigningKey),
    Asymmetric(&'v AsymmetricKey),
}

impl<'a> Presented<'a> {
    /// Verifies a Signature Version 4 with the key derived for its scope.
    ///
    /// # Errors
    /// `SignatureDoesNotMatch` if the signature is any other than this key makes, in constant time;
    /// `IncompleteSignature` if a query service is sent a signature over a header that is not there;
    /// `XAmzContentSHA256Mismatch` if an S3 request names a digest and `body` has another.
    pub fn verify<'v>(
        &'v self,
        key: &'v SigningKey,
        body: BodyHash,
    ) -> Result<Verified<'v, 'a>, SignatureError> {
        self.verify_with(Key::Symmetric(key), body)
    }

    /// Verifies a Signature Version 4a with the key pair derived for its access key.
    ///
    /// # Errors
    /// As [`Presented::verify`].
    pub fn verify_asymmetric<'v>(
        &'v self,
        key: &'v AsymmetricKey,
        body: BodyHash,
    ) -> Result<Verified<'v, 'a>, SignatureError> {
        self.verify_with(Key::Asymmetric(key), body)
    }

    fn verify_with<'v>(
        &'v self,
        key: Key<'v>,
        body: BodyHash,
    ) -> Result<Verified<'v, 'a>, SignatureError> {
        let digest_line;
        let payload_line = match (self.dialect, body) {
            (Dialect::S3, _) => self.declared_payload(),
            (Dialect::Query, BodyHash::Sha256(digest)) => {
                digest_line = Hex::of(&digest);
                digest_line.as_str()
            }
            (Dialect::Query, BodyHash::Unsigned) if self.says_unsigned() => UNSIGNED,
            // Without the body there is nothing that a general service could verify.
            (Dialect::Query, BodyHash::Unsigned | BodyHash::Later) => {
                return Err(query_errors::signature_does_not_match());
            }
        };
        with_scratch(|scratch| {
            scratch.write(&self.canonical_request(payload_line), &self.context());
            if scratch.lacks_signed_header && self.dialect == Dialect::Query {
                Err(self.signed_header_absent())
            } else if self.is_signed_by(key, &scratch.string_to_sign) {
                Ok(())
            } else {
                Err(self.mismatch(scratch))
            }
        })?;
        if let BodyHash::Sha256(digest) = body {
            self.payload().check(&digest)?;
        }
        Ok(Verified {
            presented: self,
            key,
        })
    }

    fn is_signed_by(&self, key: Key<'_>, string_to_sign: &[u8]) -> bool {
        match (self.algorithm(), key) {
            (Algorithm::HmacSha256, Key::Symmetric(key)) => {
                is_same(&Hex::of(&key.sign(string_to_sign)), self.signature())
            }
            (Algorithm::EcdsaP256Sha256, Key::Asymmetric(key)) => {
                key.verifies(string_to_sign, self.signature())
            }
            // A key of the other kind has signed nothing here.
            (Algorithm::HmacSha256, Key::Asymmetric(_))
            | (Algorithm::EcdsaP256Sha256, Key::Symmetric(_)) => false,
        }
    }

    fn says_unsigned(&self) -> bool {
        self.head.header("x-amz-content-sha256") == Some(UNSIGNED)
    }

    fn signed_header_absent(&self) -> SignatureError {
        let absent = self
            .signed_headers()
            .find(|name| !self.head.has_header(name));
        query_errors::signed_header_absent(absent.unwrap_or_default())
    }

    fn mismatch(&self, scratch: &Scratch) -> SignatureError {
        match self.dialect {
            Dialect::Query => query_errors::signature_does_not_match(),
            Dialect::S3 => s3_errors::signature_does_not_match(&Mismatch {
                access_key_id: self.access_key_id(),
                string_to_sign: &scratch.string_to_sign,
                signature: self.signature(),
                canonical_request: Some(&scratch.canonical),
            }),
        }
    }
}

impl Verified<'_, '_> {
    /// The decoder for a body in chunks; `None` if the body comes as it is.
    ///
    /// # Errors
    /// `MissingContentLength` without a readable `x-amz-decoded-content-length`, `InvalidRequest`
    /// if `x-amz-trailer` names anything but checksums.
    pub fn chunked_body(&self) -> Result<Option<ChunkedDecoder>, SignatureError> {
        let PayloadHash::Streaming(streaming) = self.presented.payload() else {
            return Ok(None);
        };
        let verifier = streaming.chunk_algorithm().map(|_| self.chunk_verifier());
        ChunkedDecoder::new(self.presented, streaming, verifier).map(Some)
    }

    fn chunk_verifier(&self) -> ChunkVerifier {
        let presented = self.presented;
        let key = match self.key {
            Key::Symmetric(key) => ChunkKey::Symmetric(key.clone()),
            Key::Asymmetric(key) => ChunkKey::Asymmetric(key.clone()),
        };
        let canonical_request = with_scratch(|scratch| {
            let request = presented.canonical_request(presented.declared_payload());
            scratch.write(&request, &presented.context());
            scratch.canonical.clone()
        });
        let chain = Chain::new(&presented.context(), presented.signature());
        ChunkVerifier::new(key, chain, presented.access_key_id(), canonical_request)
    }
}

/// Compares in constant time; only the length of what was sent may show. Eight bytes at a time: one by one, it took as
/// long as compressing two blocks.
pub(crate) fn is_same(expected: &Hex, given: &str) -> bool {
    let (given, rest) = given.as_bytes().as_chunks::<8>();
    let (expected, _) = expected.as_bytes().as_chunks::<8>();
    if given.len() != expected.len() || !rest.is_empty() {
        return false;
    }
    let difference = expected
        .iter()
        .zip(given)
        .fold(0, |difference, (one, other)| {
            difference | (u64::from_ne_bytes(*one) ^ u64::from_ne_bytes(*other))
        });
    difference.ct_eq(&0).into()
}

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
