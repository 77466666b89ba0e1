//! X.509 certificates in PEM: what they say, and whether a chain of them holds.
//! <https://datatracker.ietf.org/doc/html/rfc5280>

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use records::UnixTime;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

/// A certificate that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    der: Vec<u8>,
    /// When it begins.
    pub(crate) not_before: UnixTime,
    /// When it ends.
    pub(crate) not_after: UnixTime,
    /// The bits of its `SubjectPublicKeyInfo`.
    public_key: Vec<u8>,
}

impl Certificate {
    /// The certificate with these bytes, if they are one and nothing else.
    pub(crate) fn of_der(der: &[u8]) -> Option<Self> {
        let certificate = read(der)?;
        let validity = certificate.validity();
        Some(Self {
            not_before: UnixTime(validity.not_before.timestamp()),
            not_after: UnixTime(validity.not_after.timestamp()),
            public_key: certificate.public_key().subject_public_key.data.to_vec(),
            der: der.to_vec(),
        })
    }

    /// The only certificate of a text.
    pub(crate) fn only(pem: &str) -> Option<Self> {
        match <[Self; 1]>::try_from(Self::all(pem)?) {
            Ok([certificate]) => Some(certificate),
            Err(_) => None,
        }
    }

    /// All certificates of a text that has at least one, none of which is unreadable. A text with a private key is none:
    /// certificates are kept and shown as they were sent.
    pub(crate) fn all(pem: &str) -> Option<Vec<Self>> {
        if pem.contains(PRIVATE_KEY) {
            return None;
        }
        let ders = CertificateDer::pem_slice_iter(pem.as_bytes());
        let certificates: Option<Vec<Self>> =
            ders.map(|der| Self::of_der(der.ok()?.as_ref())).collect();
        certificates.filter(|certificates| !certificates.is_empty())
    }

    /// The id that AWS was observed to give a signing certificate: the SHA-1 digest of its bytes in base32.
    pub(crate) fn id(&self) -> String {
        let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.der);
        base32(digest.as_ref())
    }

    /// Whether it has begun and not ended.
    pub(crate) fn is_valid_at(&self, now: UnixTime) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }

    /// Whether this is its public key, as the bits of a `SubjectPublicKeyInfo`.
    pub(crate) fn has_key(&self, public_key: &[u8]) -> bool {
        self.public_key == public_key
    }

    /// Whether `other` names it as issuer and bears its signature.
    fn issued(&self, other: &Self) -> bool {
        let (Some(issuer), Some(subject)) = (read(&self.der), read(&other.der)) else {
            return false;
        };
        issuer.subject().as_raw() == subject.issuer().as_raw()
            && subject.verify_signature(Some(issuer.public_key())).is_ok()
    }

    fn is_authority(&self) -> bool {
        read(&self.der).is_some_and(|certificate| certificate.is_ca())
    }
}

/// The member of a path that does not fit, counted from the certificate itself, which is 0; none where the end of the path
/// was not issued by the one that is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BrokenChain(pub(crate) Option<usize>);

/// Checks that `chain` leads from the certificate to its last member, which is believed.
///
/// # Errors
/// [`BrokenChain`]; from the believed end downwards, in which order AWS was observed to find the faults.
pub(crate) fn check_chain(
    certificate: &Certificate,
    chain: &[Certificate],
    now: UnixTime,
) -> Result<(), BrokenChain> {
    let Some((anchor, between)) = chain.split_last() else {
        return Ok(());
    };
    let path: Vec<&Certificate> = std::iter::once(certificate).chain(between).collect();
    let mut issuer = anchor;
    for (index, member) in path.iter().enumerate().rev() {
        if !issuer.issued(member) {
            let is_last = index + 1 == path.len();
            return Err(BrokenChain((!is_last).then_some(index)));
        }
        let is_issuer = index > 0;
        if is_issuer && !member.is_authority() || !member.is_valid_at(now) {
            return Err(BrokenChain(Some(index)));
        }
        issuer = member;
    }
    Ok(())
}

fn read(der: &[u8]) -> Option<X509Certificate<'_>> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Some(certificate),
        _ => None,
    }
}

/// Five bits a character (RFC 4648, section 6), for texts of whole groups of five bytes.
fn base32(bytes: &[u8]) -> String {
    let groups = bytes.chunks(5).flat_map(|group| {
        let number = group
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        (0..8).rev().map(move |place| number >> (5 * place) & 31)
    });
    groups
        .filter_map(|digit| BASE32.get(usize::try_from(digit).ok()?))
        .map(|letter| char::from(*letter))
        .collect()
}

/// Whatever its kind, with a passphrase or without (RFC 7468).
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(name: &str) -> Certificate {
        let pem = match name {
            "root" => include_str!("samples/root.pem"),
            "between" => include_str!("samples/between.pem"),
            "leaf" => include_str!("samples/leaf.pem"),
            _ => include_str!("samples/other.pem"),
        };
        Certificate::only(pem).unwrap()
    }

    #[test]
    fn a_chain_leads_from_issuer_to_issuer() {
        for (chain, expected) in [
            (&[][..], Ok(())),
            (&["between"], Ok(())),
            (&["between", "root"], Ok(())),
            (&["between", "root", "root"], Ok(())),
            (&["root"], Err(None)),
            (&["other"], Err(None)),
            (&["between", "other"], Err(None)),
            (&["root", "between"], Err(None)),
            (&["leaf", "between"], Err(Some(1))),
            (&["root", "root"], Err(Some(0))),
        ] {
            let members: Vec<Certificate> = chain.iter().map(|name| sample(name)).collect();
            let leaf = sample("leaf");
            let told = check_chain(&leaf, &members, leaf.not_before);
            assert_eq!(told, expected.map_err(BrokenChain), "{chain:?}");
        }
        let (leaf, between) = (sample("leaf"), sample("between"));
        let late = leaf.not_after.plus_seconds(1);
        let told = check_chain(&leaf, &[between], late);
        assert_eq!(told, Err(BrokenChain(Some(0))));
    }

    #[test]
    fn certificates_are_read_from_pem() {
        let root = include_str!("samples/root.pem");
        let both = format!("text before\n{root}{root}");
        assert_eq!(Certificate::all(&both).map(|all| all.len()), Some(2));
        assert_eq!(Certificate::only(&both), None);
        // What openssl and coreutils say of it.
        let id = include_str!("samples/root.id").trim();
        assert_eq!(sample("root").id(), id);
        let with_key =
            format!("{root}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        for text in [
            "",
            &with_key,
            "not a certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            &format!("{root}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
            &root.replace("MII", "MIJ"),
        ] {
            assert_eq!(Certificate::all(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_harmful(der: Vec<u8>) {
            let _ = Certificate::of_der(&der);
        }
    }
}
