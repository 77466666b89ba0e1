//! Object checksums: the five algorithms, their hashing, their base64 form, and how parts combine.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, Digest as Crc};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// A checksum algorithm of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecksumAlgorithm {
    /// CRC-32 as in ISO/HDLC.
    Crc32,
    /// CRC-32C (Castagnoli).
    Crc32c,
    /// CRC-64/NVME; what S3 computes where the client names none.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumAlgorithm {
    /// All of them, in the order in which AWS names them.
    pub const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// The value of `ChecksumAlgorithm`, such as `CRC32C`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// The XML element of the value, such as `ChecksumCRC32C`.
    #[must_use]
    pub fn element(self) -> &'static str {
        match self {
            Self::Crc32 => "ChecksumCRC32",
            Self::Crc32c => "ChecksumCRC32C",
            Self::Crc64Nvme => "ChecksumCRC64NVME",
            Self::Sha1 => "ChecksumSHA1",
            Self::Sha256 => "ChecksumSHA256",
        }
    }

    /// The header and trailer of the value, such as `x-amz-checksum-crc32c`.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// Reads [`Self::name`], upper or lower case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|one| one.name().eq_ignore_ascii_case(name))
    }

    /// Reads [`Self::header`].
    #[must_use]
    pub fn from_header(header: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|one| one.header().eq_ignore_ascii_case(header))
    }

    /// Bytes of a value before base64.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// What a multipart upload with this algorithm uses when it names no type.
    #[must_use]
    pub fn usual_type(self) -> ChecksumType {
        match self {
            Self::Crc64Nvme => ChecksumType::FullObject,
            _ => ChecksumType::Composite,
        }
    }

    /// Whether a multipart upload may use this algorithm with this type.
    #[must_use]
    pub fn allows(self, kind: ChecksumType) -> bool {
        match (self, kind) {
            (Self::Crc64Nvme, ChecksumType::Composite)
            | (Self::Sha1 | Self::Sha256, ChecksumType::FullObject) => false,
            (_, _) => true,
        }
    }

    fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }
}

/// Whether a checksum covers the bytes of the object or the checksums of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecksumType {
    /// Over the bytes of the whole object.
    FullObject,
    /// Over the checksums of the parts, written with `-N`.
    Composite,
}

impl ChecksumType {
    /// AWS's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullObject => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }

    /// Reads [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::FullObject, Self::Composite]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}

/// A checksum as stored and shown: algorithm, type, and the base64 text (with `-N` when composite).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// The algorithm.
    pub algorithm: ChecksumAlgorithm,
    /// What it covers.
    pub kind: ChecksumType,
    /// Base64, with `-N` for a composite of N parts.
    pub value: String,
}

/// Decodes a checksum value sent by a client; `None` unless it is base64 of the right length.
#[must_use]
pub fn decode(algorithm: ChecksumAlgorithm, text: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text).ok()?;
    (bytes.len() == algorithm.length()).then_some(bytes)
}

/// The base64 text of a value.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A running checksum.
pub struct Hasher(State);

enum State {
    Crc(usize, Crc),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    /// Starts over no bytes.
    #[must_use]
    pub fn new(algorithm: ChecksumAlgorithm) -> Self {
        Self(match algorithm.crc() {
            Some(crc) => State::Crc(algorithm.length(), Crc::new(crc)),
            None if algorithm == ChecksumAlgorithm::Sha1 => State::Sha1(Sha1::new()),
            None => State::Sha256(Sha256::new()),
        })
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Crc(_, crc) => crc.update(bytes),
            State::Sha1(sha) => sha.update(bytes),
            State::Sha256(sha) => sha.update(bytes),
        }
    }

    /// The value over all bytes taken, big endian.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            State::Crc(length, crc) => crc_bytes(crc.finalize(), length),
            State::Sha1(sha) => sha.finalize().to_vec(),
            State::Sha256(sha) => sha.finalize().to_vec(),
        }
    }
}

/// The checksum of an object made of parts, from the parts' values and lengths in order.
///
/// A full-object CRC is combined without reading the data again. `None` when a stored value has the
/// wrong length or the algorithm cannot be combined this way.
#[must_use]
pub fn of_parts<'a>(
    algorithm: ChecksumAlgorithm,
    kind: ChecksumType,
    parts: impl Iterator<Item = (&'a [u8], u64)>,
) -> Option<Checksum> {
    let value = match kind {
        ChecksumType::Composite => {
            let mut hasher = Hasher::new(algorithm);
            let mut count = 0_usize;
            for (value, _) in parts {
                hasher.update(value);
                count += 1;
            }
            format!("{}-{count}", encode(&hasher.finish()))
        }
        ChecksumType::FullObject => {
            let crc = algorithm.crc()?;
            let mut whole: Option<u64> = None;
            for (value, length) in parts {
                let part = crc_value(value)?;
                whole = Some(match whole {
                    None => part,
                    Some(before) => crc_fast::checksum_combine(crc, before, part, length),
                });
            }
            let whole = whole.unwrap_or_else(|| Crc::new(crc).finalize());
            encode(&crc_bytes(whole, algorithm.length()))
        }
    };
    Some(Checksum {
        algorithm,
        kind,
        value,
    })
}

fn crc_bytes(value: u64, length: usize) -> Vec<u8> {
    value
        .to_be_bytes()
        .into_iter()
        .skip(8_usize.saturating_sub(length))
        .collect()
}

fn crc_value(bytes: &[u8]) -> Option<u64> {
    (bytes.len() == 4 || bytes.len() == 8).then(|| {
        bytes
            .iter()
            .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(algorithm);
        for chunk in bytes.chunks(7) {
            hasher.update(chunk);
        }
        hasher.finish()
    }

    #[test]
    fn check_values_of_the_catalogues() {
        for (algorithm, expected) in [
            (ChecksumAlgorithm::Crc32, "y/Q5Jg=="),
            (ChecksumAlgorithm::Crc32c, "4waSgw=="),
            (ChecksumAlgorithm::Crc64Nvme, "rosUhgp5mIg="),
            (ChecksumAlgorithm::Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
            (
                ChecksumAlgorithm::Sha256,
                "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
            ),
        ] {
            let value = of(algorithm, b"123456789");
            assert_eq!(value.len(), algorithm.length());
            assert_eq!(encode(&value), expected, "{algorithm:?}");
        }
    }

    #[test]
    fn the_crc32c_of_the_documented_upload() {
        // The example of the SigV4 streaming pages: 66,560 times `a`.
        assert_eq!(
            encode(&of(ChecksumAlgorithm::Crc32c, &vec![b'a'; 66_560])),
            "sOO8/Q=="
        );
    }

    #[test]
    fn a_full_object_crc_combines_from_parts() {
        let data: Vec<u8> = (0..100_000_u32).map(|i| (i % 251) as u8).collect();
        for algorithm in [
            ChecksumAlgorithm::Crc32,
            ChecksumAlgorithm::Crc32c,
            ChecksumAlgorithm::Crc64Nvme,
        ] {
            let parts: Vec<(Vec<u8>, u64)> = data
                .chunks(33_333)
                .map(|part| (of(algorithm, part), part.len() as u64))
                .collect();
            let combined = of_parts(
                algorithm,
                ChecksumType::FullObject,
                parts
                    .iter()
                    .map(|(value, length)| (value.as_slice(), *length)),
            )
            .unwrap();
            assert_eq!(combined.value, encode(&of(algorithm, &data)));
        }
    }

    #[test]
    fn a_composite_counts_its_parts() {
        let one = of(ChecksumAlgorithm::Sha256, b"one");
        let two = of(ChecksumAlgorithm::Sha256, b"two");
        let both = [one.as_slice(), two.as_slice()].concat();
        let composite = of_parts(
            ChecksumAlgorithm::Sha256,
            ChecksumType::Composite,
            [(one.as_slice(), 3), (two.as_slice(), 3)].into_iter(),
        )
        .unwrap();
        let expected = format!("{}-2", encode(&of(ChecksumAlgorithm::Sha256, &both)));
        assert_eq!(composite.value, expected);
        assert!(
            of_parts(
                ChecksumAlgorithm::Sha1,
                ChecksumType::FullObject,
                std::iter::empty()
            )
            .is_none()
        );
    }

    #[test]
    fn names_round_trip() {
        for algorithm in ChecksumAlgorithm::ALL {
            assert_eq!(
                ChecksumAlgorithm::from_name(algorithm.name()),
                Some(algorithm)
            );
            assert_eq!(
                ChecksumAlgorithm::from_header(algorithm.header()),
                Some(algorithm)
            );
            assert!(algorithm.allows(algorithm.usual_type()));
        }
        assert!(decode(ChecksumAlgorithm::Crc32, "y/Q5Jg==").is_some());
        assert!(decode(ChecksumAlgorithm::Crc32, "rosUhgp5mIg=").is_none());
        assert!(decode(ChecksumAlgorithm::Crc32, "!").is_none());
    }
}
