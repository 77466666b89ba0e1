//! SSH public keys as users write them: the `ssh-rsa` line of OpenSSH, or PEM.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html>

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicKeyComponents;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject as _;
use shapes::iam::{InvalidPublicKey, UnrecognizedPublicKeyEncoding};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// An RSA key of 2,048 to 16,384 bits: its two numbers, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// Why a text is no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyError {
    /// It is neither encoding.
    Unrecognized(UnrecognizedPublicKeyEncoding),
    /// It is one, of a key that is not taken.
    Invalid(InvalidPublicKey),
}

impl RsaKey {
    /// Reads either encoding.
    ///
    /// # Errors
    /// [`KeyError`], in AWS's words.
    pub(super) fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let key = if text.starts_with("-----BEGIN ") {
            Self::of_pem(text)
        } else {
            Self::of_line(text)
        };
        let key = key.ok_or_else(unrecognized)?;
        // Our cryptography reads the numbers once more: an even modulus or exponent is none.
        let is_sound = key.as_x509().is_some() && BITS.contains(&key.bits());
        is_sound.then_some(key).ok_or_else(invalid)
    }

    /// The key that a record keeps.
    pub(super) fn of_blob(blob: &str) -> Option<Self> {
        let blob = STANDARD.decode(blob).ok()?;
        let (kind, rest) = field(&blob)?;
        let (exponent, rest) = field(rest)?;
        let (modulus, rest) = field(rest)?;
        let is_whole = kind == ALGORITHM.as_bytes() && rest.is_empty();
        is_whole.then(|| Self {
            modulus: number(modulus),
            exponent: number(exponent),
        })
    }

    /// The key as SSH sends it, in base64.
    pub(super) fn blob(&self) -> String {
        STANDARD.encode(self.wire())
    }

    /// The line of OpenSSH, without a comment.
    pub(super) fn line(&self) -> String {
        format!("{ALGORITHM} {}", self.blob())
    }

    /// A `SubjectPublicKeyInfo` in PEM.
    pub(super) fn pem(&self) -> Option<String> {
        let der = self.as_x509()?;
        let body = STANDARD.encode(der.as_ref());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in body.as_bytes().chunks(PEM_LINE) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        Some(pem)
    }

    /// The MD5 digest of what SSH sends, in pairs of digits with colons.
    pub(super) fn fingerprint(&self) -> String {
        let digest = Md5::digest(self.wire());
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }

    fn of_line(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let is_rsa = words.next()? == ALGORITHM;
        let blob = words.next().filter(|_| is_rsa)?;
        // What follows is a comment.
        Self::of_blob(blob)
    }

    fn of_pem(pem: &str) -> Option<Self> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).ok()?;
        let (rest, info) = SubjectPublicKeyInfo::from_der(der.as_ref()).ok()?;
        match info.parsed().ok().filter(|_| rest.is_empty())? {
            PublicKey::RSA(key) => Some(Self {
                modulus: number(key.modulus),
                exponent: number(key.exponent),
            }),
            _ => None,
        }
    }

    fn wire(&self) -> Vec<u8> {
        let mut wire = Vec::new();
        for part in [
            ALGORITHM.as_bytes(),
            &signed(&self.exponent),
            &signed(&self.modulus),
        ] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            wire.extend_from_slice(&length.to_be_bytes());
            wire.extend_from_slice(part);
        }
        wire
    }

    fn as_x509(&self) -> Option<PublicKeyX509Der<'static>> {
        let components = PublicKeyComponents {
            n: self.modulus.as_slice(),
            e: self.exponent.as_slice(),
        };
        components.as_der().ok()
    }

    fn bits(&self) -> usize {
        let unused = self.modulus.first().map_or(0, |byte| byte.leading_zeros());
        self.modulus.len() * 8 - usize::try_from(unused).unwrap_or_default()
    }
}

/// The first field of what SSH sends, and the rest.
fn field(wire: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = wire.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// A number without the zeros before it.
fn number(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().skip_while(|byte| **byte == 0);
    digits.copied().collect()
}

/// A number with a zero before it where its highest bit would make it negative.
fn signed(number: &[u8]) -> Vec<u8> {
    let is_high = number.first().is_some_and(|byte| *byte >= 0x80);
    let sign: &[u8] = if is_high { &[0] } else { &[] };
    [sign, number].concat()
}

fn unrecognized() -> KeyError {
    KeyError::Unrecognized(UnrecognizedPublicKeyEncoding::new(
        "Invalid public key uploaded.",
    ))
}

fn invalid() -> KeyError {
    KeyError::Invalid(InvalidPublicKey::new("Invalid body for public key"))
}

const ALGORITHM: &str = "ssh-rsa";
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const BITS: std::ops::RangeInclusive<usize> = 2_048..=16_384;
/// The length of a line in PEM (RFC 7468).
const PEM_LINE: usize = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = include_str!("samples/rsa2048.pub");
    const PEM: &str = include_str!("samples/rsa2048.pem");

    #[test]
    fn both_encodings_are_one_key() {
        let key = RsaKey::parse(LINE).unwrap();
        assert_eq!(RsaKey::parse(PEM), Ok(key.clone()));
        assert_eq!(RsaKey::of_blob(&key.blob()), Some(key.clone()));
        let bare: Vec<&str> = LINE.split_ascii_whitespace().take(2).collect();
        assert_eq!(key.line(), bare.join(" "));
        assert_eq!(key.pem().as_deref(), Some(PEM));
        // What `ssh-keygen -l -E md5` says of it.
        assert_eq!(
            key.fingerprint(),
            include_str!("samples/rsa2048.md5").trim()
        );
    }

    #[test]
    fn what_is_not_taken_is_refused_in_the_words_of_aws() {
        let short = "ssh-rsa ".to_owned() + include_str!("samples/rsa1024.blob").trim();
        for (text, expected) in [
            ("not a key", unrecognized()),
            ("", unrecognized()),
            ("ssh-rsa", unrecognized()),
            ("ssh-rsa AAAAB3NzaC1yc2E=", unrecognized()),
            (
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKzvfE+qS09w+okgrO0gY7jryF0lSCxdEO/O0UaUhuZe",
                unrecognized(),
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                unrecognized(),
            ),
            (short.as_str(), invalid()),
        ] {
            assert_eq!(RsaKey::parse(text), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_harmful(text: String, blob: Vec<u8>) {
            let _ = RsaKey::parse(&text);
            let _ = RsaKey::parse(&format!("ssh-rsa {}", STANDARD.encode(&blob)));
            let _ = RsaKey::parse(&format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", STANDARD.encode(&blob)));
        }
    }
}
