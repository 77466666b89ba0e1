//! The chain of chunk signatures: each covers the one before it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use super::{PAYLOAD_SUFFIX, TRAILER_SUFFIX};
use crate::asymmetric::AsymmetricKey;
use crate::canonical::SigningContext;
use crate::digest::{EMPTY_SHA256, Hex, Sha256Digest};
use crate::error::SignatureError;
use crate::error::s3::{Mismatch, signature_does_not_match};
use crate::key::SigningKey;
use crate::verify::is_same;
use sha2::{Digest, Sha256};

/// The key that signs the chunks: the one that signed the request.
pub(crate) enum ChunkKey {
    Symmetric(SigningKey),
    Asymmetric(AsymmetricKey),
}

/// What the next chunk's signature covers.
pub(crate) struct ChunkVerifier {
    key: ChunkKey,
    chain: Chain,
    /// The digest of the chunk so far.
    hasher: Sha256,
    access_key_id: String,
    /// S3 answers a wrong chunk signature with the canonical request of the head.
    canonical_request: Vec<u8>,
}

/// The parts of a string to sign that stay the same from chunk to chunk, and the previous signature.
pub(crate) struct Chain {
    algorithm: &'static str,
    date: String,
    scope: String,
    previous: String,
}

impl Chain {
    pub(crate) fn new(context: &SigningContext<'_>, seed: &str) -> Self {
        Self {
            algorithm: context.algorithm.name(),
            date: context.date.to_owned(),
            scope: context.scope.to_owned(),
            previous: seed.to_owned(),
        }
    }

    pub(crate) fn chunk_string_to_sign(&self, data: &Sha256Digest) -> String {
        let digest = Hex::of(data);
        self.string_to_sign(PAYLOAD_SUFFIX, &[EMPTY_SHA256, digest.as_str()])
    }

    pub(crate) fn trailer_string_to_sign(&self, trailers: &Sha256Digest) -> String {
        self.string_to_sign(TRAILER_SUFFIX, &[Hex::of(trailers).as_str()])
    }

    pub(crate) fn advance(&mut self, signature: &str) {
        self.previous.clear();
        self.previous.push_str(signature);
    }

    fn string_to_sign(&self, suffix: &str, digests: &[&str]) -> String {
        format!(
            "{}{suffix}\n{}\n{}\n{}\n{}",
            self.algorithm,
            self.date,
            self.scope,
            self.previous,
            digests.join("\n")
        )
    }
}

impl ChunkVerifier {
    pub(crate) fn new(
        key: ChunkKey,
        chain: Chain,
        access_key_id: &str,
        canonical_request: Vec<u8>,
    ) -> Self {
        Self {
            key,
            chain,
            hasher: Sha256::new(),
            access_key_id: access_key_id.to_owned(),
            canonical_request,
        }
    }

    /// Adds data of the current chunk.
    pub(crate) fn update(&mut self, data: &[u8]) {
        self.hasher.update(data);
    }

    /// Ends the current chunk and begins the next.
    pub(crate) fn verify_chunk(&mut self, signature: &str) -> Result<(), SignatureError> {
        let digest: Sha256Digest = self.hasher.finalize_reset().into();
        let string_to_sign = self.chain.chunk_string_to_sign(&digest);
        self.verify(&string_to_sign, signature)
    }

    /// Verifies the signature over all trailing headers, `name:value\n` each, sorted by name.
    pub(crate) fn verify_trailers(
        &mut self,
        canonical: &str,
        signature: &str,
    ) -> Result<(), SignatureError> {
        let string_to_sign = self
            .chain
            .trailer_string_to_sign(&crate::digest::sha256(canonical.as_bytes()));
        self.verify(&string_to_sign, signature)
    }

    fn verify(&mut self, string_to_sign: &str, given: &str) -> Result<(), SignatureError> {
        let (signature, is_right) = match &self.key {
            ChunkKey::Symmetric(key) => (
                given,
                is_same(&Hex::of(&key.sign(string_to_sign.as_bytes())), given),
            ),
            ChunkKey::Asymmetric(key) => {
                // DER has no fixed length: clients fill up to 144 characters, and what is chained
                // is the signature without the padding.
                let signature = given.trim_end_matches('*');
                (
                    signature,
                    key.verifies(string_to_sign.as_bytes(), signature),
                )
            }
        };
        if is_right {
            self.chain.advance(signature);
            return Ok(());
        }
        Err(signature_does_not_match(&Mismatch {
            access_key_id: &self.access_key_id,
            string_to_sign: string_to_sign.as_bytes(),
            signature: given,
            canonical_request: Some(&self.canonical_request),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asymmetric::tests::sign;
    use crate::presented::Algorithm;

    /// Clients fill asymmetric signatures up on the wire and chain them bare.
    #[test]
    fn asymmetric_chunks_are_chained_without_their_padding() {
        let context = SigningContext {
            algorithm: Algorithm::EcdsaP256Sha256,
            date: "20130524T000000Z",
            scope: "20130524/s3/aws4_request",
        };
        let key = AsymmetricKey::derive("AKID", "secret").unwrap();
        let chain = || Chain::new(&context, "5eed");
        let mut verifier =
            ChunkVerifier::new(ChunkKey::Asymmetric(key), chain(), "AKID", Vec::new());
        let mut client = chain();
        for data in [&b"one"[..], b"two", b""] {
            let string_to_sign = client.chunk_string_to_sign(&crate::sha256(data));
            assert!(string_to_sign.starts_with("AWS4-ECDSA-P256-SHA256-PAYLOAD\n"));
            let signature = sign("AKID", "secret", string_to_sign.as_bytes());
            client.advance(&signature);
            verifier.update(data);
            assert_eq!(verifier.verify_chunk(&format!("{signature:*<144}")), Ok(()));
        }
        let trailers = "x-amz-checksum-crc32:AAAAAA==\n";
        let string_to_sign = client.trailer_string_to_sign(&crate::sha256(trailers.as_bytes()));
        let signature = sign("AKID", "secret", string_to_sign.as_bytes());
        assert!(
            verifier
                .verify_trailers("x-amz-checksum-crc32:BBBBBB==\n", &signature)
                .is_err()
        );
        assert_eq!(verifier.verify_trailers(trailers, &signature), Ok(()));
    }
}
