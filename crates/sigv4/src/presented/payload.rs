//! What a request says about its body before the body is read.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use super::said::Said;
use super::signed_headers::SignedHeaders;
use super::{Algorithm, Mechanism};
use crate::digest::{Sha256Digest, parse_digest};
use crate::error::{SignatureError, s3 as errors};
use crate::request::{RequestHead, text};
use crate::uri;
use std::borrow::Cow;

/// What a request says about its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadHash {
    /// Not an S3 request: the signature covers the digest of the body, which the caller computes.
    Body,
    /// The body has this digest; it is checked once the body is read.
    Sha256(Sha256Digest),
    /// The signature does not cover the body.
    Unsigned,
    /// The body comes in chunks that must be decoded.
    Streaming(Streaming),
}

/// The chunked forms of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streaming {
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`
    Signed,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`
    SignedTrailer,
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`
    UnsignedTrailer,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD`
    AsymmetricSigned,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER`
    AsymmetricSignedTrailer,
}

impl Streaming {
    /// The value of `x-amz-content-sha256`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signed => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            Self::SignedTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            Self::UnsignedTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Self::AsymmetricSigned => "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            Self::AsymmetricSignedTrailer => "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
        }
    }

    /// True if trailing headers follow the last chunk.
    #[must_use]
    pub fn has_trailer(self) -> bool {
        !matches!(self, Self::Signed | Self::AsymmetricSigned)
    }

    /// The algorithm that signs the chunks; `None` if they are unsigned.
    #[must_use]
    pub fn chunk_algorithm(self) -> Option<Algorithm> {
        match self {
            Self::Signed | Self::SignedTrailer => Some(Algorithm::HmacSha256),
            Self::AsymmetricSigned | Self::AsymmetricSignedTrailer => {
                Some(Algorithm::EcdsaP256Sha256)
            }
            Self::UnsignedTrailer => None,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [
            Self::Signed,
            Self::SignedTrailer,
            Self::UnsignedTrailer,
            Self::AsymmetricSigned,
            Self::AsymmetricSignedTrailer,
        ]
        .into_iter()
        .find(|streaming| streaming.name() == name)
    }
}

impl PayloadHash {
    /// Compares the digest of the body, once it is known, with what the request said.
    ///
    /// # Errors
    /// `XAmzContentSHA256Mismatch` if the request named another digest.
    pub fn check(&self, computed: &Sha256Digest) -> Result<(), SignatureError> {
        match self {
            Self::Sha256(claimed) if claimed != computed => {
                Err(errors::content_sha256_mismatch(claimed, computed))
            }
            Self::Body | Self::Sha256(_) | Self::Unsigned | Self::Streaming(_) => Ok(()),
        }
    }
}

/// A payload hash and the text that stands for it in the canonical request.
pub(crate) struct Payload<'a> {
    pub(crate) hash: PayloadHash,
    pub(crate) line: Cow<'a, str>,
}

impl<'a> Payload<'a> {
    /// The digest of a body that the caller holds.
    pub(crate) const BODY: Self = Self {
        hash: PayloadHash::Body,
        line: Cow::Borrowed(""),
    };

    /// What an S3 request says. With a signature in the header that is `x-amz-content-sha256`,
    /// signed or not: its value is part of what is signed anyway. In a presigned URL only a
    /// *signed* header counts, or the parameter of the same name, or else the body is unsigned.
    pub(crate) fn of_s3(
        head: &RequestHead<'a>,
        said: &Said<'a>,
        mechanism: Mechanism,
        algorithm: Algorithm,
        signed_headers: &SignedHeaders<'_>,
    ) -> Result<Self, SignatureError> {
        let declared = match mechanism {
            Mechanism::Query if !signed_headers.contains(HEADER) => {
                match uri::query_pairs(head.query)
                    .find(|(name, _)| uri::is_named(name, "X-Amz-Content-Sha256"))
                {
                    Some((_, value)) => uri::decode_query_value(value),
                    None => Cow::Borrowed(UNSIGNED),
                }
            }
            Mechanism::Header | Mechanism::Query | Mechanism::Post => {
                let sent = said.content_sha256;
                let first = sent.first.ok_or_else(errors::content_sha256_missing)?;
                match text(first) {
                    Some(text) if !sent.is_repeated => Cow::Borrowed(text),
                    _ => {
                        return Err(errors::content_sha256_unknown(&String::from_utf8_lossy(
                            first.as_bytes(),
                        )));
                    }
                }
            }
        };
        let hash = Self::read(&declared)?;
        if let PayloadHash::Streaming(streaming) = hash {
            let uploads = matches!(head.method, "PUT" | "POST");
            let same_family = streaming
                .chunk_algorithm()
                .is_none_or(|chunks| chunks == algorithm);
            if !uploads || !same_family {
                return Err(errors::content_sha256_senseless());
            }
        }
        Ok(Self {
            hash,
            line: declared,
        })
    }

    fn read(declared: &str) -> Result<PayloadHash, SignatureError> {
        if declared == UNSIGNED {
            return Ok(PayloadHash::Unsigned);
        }
        Streaming::parse(declared)
            .map(PayloadHash::Streaming)
            .or_else(|| parse_digest(declared).map(PayloadHash::Sha256))
            .ok_or_else(|| errors::content_sha256_unknown(declared))
    }
}

pub(crate) const HEADER: &str = "x-amz-content-sha256";
pub(crate) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
