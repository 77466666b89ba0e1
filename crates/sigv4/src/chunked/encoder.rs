//! Writes chunked bodies, for our own requests and for tests.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use super::TRAILER_SIGNATURE;
use super::trailers::Trailers;
use super::verifier::Chain;
use crate::canonical::SigningContext;
use crate::digest::{Hex, sha256};
use crate::key::SigningKey;
use crate::presented::Algorithm;
use crate::sign::Signed;

/// Writes one body in chunks.
pub struct ChunkedEncoder {
    /// `None` for unsigned chunks.
    signing: Option<(SigningKey, Chain)>,
    has_trailer: bool,
}

impl ChunkedEncoder {
    /// Signed chunks that follow a request signed with one of the `STREAMING-AWS4-HMAC-SHA256-…`
    /// payload hashes. With `has_trailer` the trailing headers are signed too.
    #[must_use]
    pub fn signed(request: &Signed, has_trailer: bool) -> Self {
        let context = SigningContext {
            algorithm: Algorithm::HmacSha256,
            date: request.date(),
            scope: request.scope(),
        };
        let chain = Chain::new(&context, request.signature());
        Self {
            signing: Some((request.key().clone(), chain)),
            has_trailer,
        }
    }

    /// Unsigned chunks with trailing headers.
    #[must_use]
    pub fn unsigned() -> Self {
        Self {
            signing: None,
            has_trailer: true,
        }
    }

    /// One chunk as it is sent. `data` must not be empty: an empty chunk ends the body.
    #[must_use]
    pub fn chunk(&mut self, data: &[u8]) -> Vec<u8> {
        let mut wire = self.header(data);
        wire.extend_from_slice(data);
        wire.extend_from_slice(b"\r\n");
        wire
    }

    /// The last chunk, the trailing headers if there may be any, and the end of the body.
    #[must_use]
    pub fn finish(mut self, trailers: &[(&str, &str)]) -> Vec<u8> {
        let mut wire = self.header(b"");
        if self.has_trailer {
            let mut sorted = Trailers::default();
            for (name, value) in trailers {
                wire.extend_from_slice(format!("{name}:{value}\r\n").as_bytes());
                sorted.push(name.to_ascii_lowercase(), (*value).to_owned());
            }
            if let Some((key, chain)) = &self.signing {
                let digest = sha256(sorted.canonical().as_bytes());
                let signature =
                    Hex::of(&key.sign(chain.trailer_string_to_sign(&digest).as_bytes()));
                wire.extend_from_slice(
                    format!("{TRAILER_SIGNATURE}:{}\r\n", signature.as_str()).as_bytes(),
                );
            }
        }
        wire.extend_from_slice(b"\r\n");
        wire
    }

    fn header(&mut self, data: &[u8]) -> Vec<u8> {
        match &mut self.signing {
            None => format!("{:x}\r\n", data.len()).into_bytes(),
            Some((key, chain)) => {
                let signature =
                    Hex::of(&key.sign(chain.chunk_string_to_sign(&sha256(data)).as_bytes()));
                chain.advance(signature.as_str());
                format!(
                    "{:x};chunk-signature={}\r\n",
                    data.len(),
                    signature.as_str()
                )
                .into_bytes()
            }
        }
    }
}
