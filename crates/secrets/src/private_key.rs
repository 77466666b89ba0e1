//! Private keys that clients hand over: read to know that they are whole and which public key is theirs, then sealed.
//! <https://www.rfc-editor.org/rfc/rfc5958>

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair as _, RsaKeyPair,
};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;

/// The public key that belongs to a private key, as the bits of a `SubjectPublicKeyInfo` hold it: for RSA the
/// `RSAPublicKey` of RFC 8017, for elliptic curves the uncompressed point.
///
/// The text is PEM without a passphrase: RSA as PKCS#1 or PKCS#8, a NIST curve or secp256k1 as SEC 1 or PKCS#8.
///
/// # Errors
/// [`PrivateKeyError`]; nothing of the key is told.
pub fn public_key_of(pem: &str) -> Result<Vec<u8>, PrivateKeyError> {
    if pem.contains("ENCRYPTED") {
        return Err(PrivateKeyError::Encrypted);
    }
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes());
    let public_key = match key.map_err(|_| PrivateKeyError::Unreadable)? {
        PrivateKeyDer::Pkcs1(key) => rsa(key.secret_pkcs1_der()),
        PrivateKeyDer::Sec1(key) => elliptic(key.secret_sec1_der()),
        PrivateKeyDer::Pkcs8(key) => {
            let der = key.secret_pkcs8_der();
            pkcs8_rsa(der).or_else(|| elliptic(der))
        }
        _ => None,
    };
    public_key.ok_or(PrivateKeyError::Unreadable)
}

/// Why a private key was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrivateKeyError {
    /// It is locked with a passphrase.
    #[error("the private key is encrypted")]
    Encrypted,
    /// It is no PEM, of an unknown kind, or inconsistent.
    #[error("the private key cannot be read")]
    Unreadable,
}

fn rsa(der: &[u8]) -> Option<Vec<u8>> {
    match RsaKeyPair::from_der(der) {
        Ok(key) => Some(key.public_key().as_ref().to_vec()),
        Err(_) => short_rsa(der),
    }
}

fn pkcs8_rsa(der: &[u8]) -> Option<Vec<u8>> {
    if let Ok(key) = RsaKeyPair::from_pkcs8(der) {
        return Some(key.public_key().as_ref().to_vec());
    }
    let (content, _) = element(SEQUENCE, der)?;
    let (_, rest) = element(INTEGER, content)?;
    let (algorithm, rest) = element(SEQUENCE, rest)?;
    let (key, _) = element(OCTET_STRING, rest)?;
    algorithm
        .starts_with(RSA_ENCRYPTION)
        .then(|| short_rsa(key))?
}

/// The public part of an RSA key of fewer than 2,048 bits. AWS takes those, while our cryptography only does for what it
/// verifies, not for what it signs with; so it checks the shape, and cannot check the numbers against each other.
fn short_rsa(der: &[u8]) -> Option<Vec<u8>> {
    let (content, rest) = element(SEQUENCE, der)?;
    if !rest.is_empty() {
        return None;
    }
    let (_, after_version) = element(INTEGER, content)?;
    let (modulus, after_modulus) = element(INTEGER, after_version)?;
    let (_, after_exponent) = element(INTEGER, after_modulus)?;
    let mut numbers = after_exponent;
    for _ in 0..PRIVATE_NUMBERS {
        (_, numbers) = element(INTEGER, numbers)?;
    }
    let bytes = modulus.len().saturating_sub(1);
    if !numbers.is_empty() || !SHORT_MODULUS_BYTES.contains(&bytes) {
        return None;
    }
    // Modulus and exponent stand beside each other in both structures, so they are copied as they are.
    let length = after_version.len() - after_exponent.len();
    let public = after_version.get(..length)?;
    let [high, low] = u16::try_from(length).ok()?.to_be_bytes();
    let header: &[u8] = match high {
        0 => &[SEQUENCE, 0x81, low],
        _ => &[SEQUENCE, 0x82, high, low],
    };
    Some([header, public].concat())
}

fn elliptic(der: &[u8]) -> Option<Vec<u8>> {
    CURVES.iter().find_map(|curve| {
        let key = EcdsaKeyPair::from_private_key_der(curve, der);
        let key = key.or_else(|_| EcdsaKeyPair::from_pkcs8(curve, der)).ok()?;
        Some(key.public_key().as_ref().to_vec())
    })
}

/// The content of the DER element of this tag at the beginning, and what follows it.
pub(crate) fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (length, rest) = match rest.split_first()? {
        (0x82, rest) => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        (0x81, rest) => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        (length, rest) if *length < 0x80 => (usize::from(*length), rest),
        _ => return None,
    };
    (*found == tag).then(|| rest.split_at_checked(length))?
}

static CURVES: [&EcdsaSigningAlgorithm; 4] = [
    &ECDSA_P256_SHA256_ASN1_SIGNING,
    &ECDSA_P384_SHA384_ASN1_SIGNING,
    &ECDSA_P521_SHA512_ASN1_SIGNING,
    &ECDSA_P256K1_SHA256_ASN1_SIGNING,
];

pub(crate) const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
pub(crate) const SEQUENCE: u8 = 0x30;
/// `1.2.840.113549.1.1.1` as a DER element.
const RSA_ENCRYPTION: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// The private exponent, two primes, two exponents and the coefficient.
const PRIVATE_NUMBERS: usize = 6;
/// From 1,024 bits to what our cryptography checks whole.
const SHORT_MODULUS_BYTES: std::ops::Range<usize> = 128..256;

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    fn pem(label: &str, der: &[u8]) -> String {
        let body = STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn keys_of_every_kind_tell_their_public_key() {
        let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let pkcs8 = key.as_der().unwrap();
        let public = key.public_key().as_ref();
        assert_eq!(
            public_key_of(&pem("PRIVATE KEY", pkcs8.as_ref())).as_deref(),
            Ok(public)
        );
        let (content, _) = element(SEQUENCE, pkcs8.as_ref()).unwrap();
        let (_, rest) = element(INTEGER, content).unwrap();
        let (_, rest) = element(SEQUENCE, rest).unwrap();
        let (pkcs1, _) = element(OCTET_STRING, rest).unwrap();
        let text = pem("RSA PRIVATE KEY", pkcs1);
        assert_eq!(public_key_of(&text).as_deref(), Ok(public));
        for curve in CURVES {
            let key = EcdsaKeyPair::generate(curve).unwrap();
            let public = key.public_key().as_ref();
            let text = pem("PRIVATE KEY", key.to_pkcs8v1().unwrap().as_ref());
            assert_eq!(public_key_of(&text).as_deref(), Ok(public), "{curve:?}");
        }
        assert_eq!(
            public_key_of(include_str!("private_key_short.pem")),
            Ok(STANDARD
                .decode(include_str!("private_key_short_public.txt").trim())
                .unwrap())
        );
    }

    #[test]
    fn what_is_no_open_private_key_is_refused() {
        let encrypted = pem("ENCRYPTED PRIVATE KEY", b"any");
        assert_eq!(public_key_of(&encrypted), Err(PrivateKeyError::Encrypted));
        for text in [
            "",
            "not a key",
            &pem("PRIVATE KEY", b""),
            &pem("RSA PRIVATE KEY", b"\x30\x03\x02\x01\x00"),
            &pem("PUBLIC KEY", b"\x30\x00"),
            "-----BEGIN PRIVATE KEY-----\nMIIB",
        ] {
            assert_eq!(
                public_key_of(text),
                Err(PrivateKeyError::Unreadable),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_harmful(der: Vec<u8>, label in "(RSA |EC )?PRIVATE KEY") {
            let _ = public_key_of(&pem(&label, &der));
            let _ = element(SEQUENCE, &der);
        }
    }
}
