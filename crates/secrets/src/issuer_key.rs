//! Keys by which an account signs tokens that services elsewhere verify, and the signing. Nothing is verified here.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>
//!
//! Tokens are JSON Web Tokens in the compact form of <https://www.rfc-editor.org/rfc/rfc7515>, public keys have the
//! members of <https://www.rfc-editor.org/rfc/rfc7518>.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::Secret;
use crate::private_key::{INTEGER, SEQUENCE, element};

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSA with SHA-256, PKCS#1 v1.5.
    Rs256,
    /// ECDSA over P-384 with SHA-384.
    Es384,
}

impl SigningAlgorithm {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Rs256, Self::Es384];

    /// The algorithm of this name, to the letter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// As tokens and requests name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es384 => "ES384",
        }
    }

    /// The id of its key, which AWS was observed to give in every account.
    #[must_use]
    pub fn key_id(self) -> &'static str {
        match self {
            Self::Rs256 => "RSA_0",
            Self::Es384 => "EC384_0",
        }
    }
}

/// A public key as a JSON Web Key has it, without its id and its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub enum PublicKey {
    /// Modulus and exponent, big-endian, in base64url.
    #[serde(rename = "RSA")]
    Rsa {
        /// The modulus.
        n: String,
        /// The exponent.
        e: String,
    },
    /// A point on a curve, its coordinates in base64url.
    #[serde(rename = "EC")]
    EllipticCurve {
        /// The name of the curve.
        crv: String,
        /// The first coordinate.
        x: String,
        /// The second coordinate.
        y: String,
    },
}

/// A new key; the private half is to be sealed.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What everybody may have.
    pub public: PublicKey,
    /// PKCS#8.
    pub private: Secret<Vec<u8>>,
}

/// A new key for each algorithm.
#[derive(Clone, Debug)]
pub struct NewKeys {
    /// RSA of 2,048 bits.
    pub rs256: NewKey,
    /// On P-384.
    pub es384: NewKey,
}

impl NewKeys {
    /// Makes them, which takes a good part of a second: large primes are looked for. Their randomness is that of the
    /// cryptography itself, which takes no other for keys.
    ///
    /// # Errors
    /// [`IssuerKeyError`] if the cryptography fails.
    pub fn generate() -> Result<Self, IssuerKeyError> {
        Ok(Self {
            rs256: rsa()?,
            es384: elliptic_curve()?,
        })
    }
}

/// A token with these claims, which are JSON; `private_key` is what [`NewKey::private`] was for this algorithm.
///
/// # Errors
/// [`IssuerKeyError`] if it is not such a key.
pub fn sign(
    algorithm: SigningAlgorithm,
    private_key: &Secret<Vec<u8>>,
    claims: &str,
) -> Result<String, IssuerKeyError> {
    let (kid, alg) = (algorithm.key_id(), algorithm.name());
    let header = format!(r#"{{"kid":"{kid}","typ":"JWT","alg":"{alg}"}}"#);
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = signature(algorithm, private_key.expose(), token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// A key could not be made, or is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key that signs tokens cannot be made or used")]
pub struct IssuerKeyError;

impl From<Unspecified> for IssuerKeyError {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

impl From<KeyRejected> for IssuerKeyError {
    fn from(_: KeyRejected) -> Self {
        Self
    }
}

fn rsa() -> Result<NewKey, IssuerKeyError> {
    let key = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let (content, _) = element(SEQUENCE, key.public_key().as_ref()).ok_or(IssuerKeyError)?;
    let (modulus, rest) = element(INTEGER, content).ok_or(IssuerKeyError)?;
    let (exponent, _) = element(INTEGER, rest).ok_or(IssuerKeyError)?;
    Ok(NewKey {
        public: PublicKey::Rsa {
            n: number(modulus),
            e: number(exponent),
        },
        private: Secret::new(key.as_der()?.as_ref().to_vec()),
    })
}

fn elliptic_curve() -> Result<NewKey, IssuerKeyError> {
    let key = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING)?;
    let point = key.public_key().as_ref().strip_prefix(UNCOMPRESSED);
    let (x, y) = point
        .and_then(|point| point.split_at_checked(COORDINATE_BYTES))
        .ok_or(IssuerKeyError)?;
    Ok(NewKey {
        public: PublicKey::EllipticCurve {
            crv: "P-384".to_owned(),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        },
        private: Secret::new(key.to_pkcs8v1()?.as_ref().to_vec()),
    })
}

fn signature(
    algorithm: SigningAlgorithm,
    private_key: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, IssuerKeyError> {
    let random = SystemRandom::new();
    match algorithm {
        SigningAlgorithm::Rs256 => {
            let key = RsaKeyPair::from_pkcs8(private_key)?;
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
            Ok(signature)
        }
        SigningAlgorithm::Es384 => {
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, private_key)?;
            Ok(key.sign(&random, message)?.as_ref().to_vec())
        }
    }
}

/// A positive DER integer, which may have a zero before it, without that zero.
fn number(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(der.strip_prefix(&[0]).unwrap_or(der))
}

/// What a point begins with that is given by both coordinates.
const UNCOMPRESSED: &[u8] = &[0x04];
const COORDINATE_BYTES: usize = 48;

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
        UnparsedPublicKey,
    };

    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn is_good(public: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        match public {
            PublicKey::Rsa { n, e } => {
                let (n, e) = (decoded(n), decoded(e));
                assert_eq!((n.len(), e.as_slice()), (256, &[1, 0, 1][..]));
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                    .is_ok()
            }
            PublicKey::EllipticCurve { crv, x, y } => {
                assert_eq!((crv.as_str(), x.len(), y.len()), ("P-384", 64, 64));
                let point = [UNCOMPRESSED, &decoded(x), &decoded(y)].concat();
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
                    .verify(message, signature)
                    .is_ok()
            }
        }
    }

    #[test]
    fn what_the_private_key_signs_the_public_key_verifies() {
        let keys = NewKeys::generate().unwrap();
        for (algorithm, key, other, header) in [
            (
                SigningAlgorithm::Rs256,
                &keys.rs256,
                &keys.es384,
                r#"{"kid":"RSA_0","typ":"JWT","alg":"RS256"}"#,
            ),
            (
                SigningAlgorithm::Es384,
                &keys.es384,
                &keys.rs256,
                r#"{"kid":"EC384_0","typ":"JWT","alg":"ES384"}"#,
            ),
        ] {
            let token = sign(algorithm, &key.private, r#"{"sub":"Ä"}"#).unwrap();
            let (signed, signature) = token.rsplit_once('.').unwrap();
            let (head, claims) = signed.split_once('.').unwrap();
            assert_eq!(decoded(head), header.as_bytes());
            assert_eq!(decoded(claims), r#"{"sub":"Ä"}"#.as_bytes());
            let signature = decoded(signature);
            assert!(is_good(&key.public, signed.as_bytes(), &signature));
            assert!(!is_good(&key.public, head.as_bytes(), &signature));
            assert!(!is_good(&other.public, signed.as_bytes(), &signature));
            assert_eq!(sign(algorithm, &other.private, "{}"), Err(IssuerKeyError));
        }
    }

    #[test]
    fn algorithms_are_named_to_the_letter() {
        for name in ["RS256", "ES384"] {
            assert_eq!(SigningAlgorithm::named(name).unwrap().name(), name);
        }
        for name in ["rs256", "RS384", "ES256", "none", ""] {
            assert_eq!(SigningAlgorithm::named(name), None, "{name}");
        }
    }

    #[test]
    fn a_public_key_is_a_json_web_key() {
        for json in [
            r#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#,
            r#"{"kty":"EC","crv":"P-384","x":"AQ","y":"Ag"}"#,
        ] {
            let key: PublicKey = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&key).unwrap(), json);
        }
    }
}
