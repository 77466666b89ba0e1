//! The payload of a request against what its headers promise: length, digests, checksums.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use md5::{Digest as _, Md5};
use sha2::Sha256;

use crate::body::BodySource;
use crate::checksum::{self, ChecksumAlgorithm, Hasher};
use crate::error::{S3Error, S3ErrorCode};

/// What the headers of an upload promise about its payload.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    /// Bytes of the decoded payload, when the client said so.
    pub length: Option<u64>,
    /// `Content-MD5`.
    pub content_md5: Option<[u8; 16]>,
    /// `x-amz-content-sha256` when it is a digest. Where the body is chunk-signed or unsigned: `None`.
    pub payload_sha256: Option<[u8; 32]>,
    /// `x-amz-checksum-*`, as header or promised as trailer.
    pub checksum: Option<DeclaredChecksum>,
}

/// A checksum that the client declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredChecksum {
    /// The algorithm.
    pub algorithm: ChecksumAlgorithm,
    /// The value; `None` when it follows as a trailer.
    pub value: Option<Vec<u8>>,
}

impl Expectations {
    /// Reads the promises of a request's headers.
    ///
    /// # Errors
    /// `InvalidDigest`, `InvalidRequest`, `NotImplemented` (a checksum of another kind).
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            checksum: declared_checksum(headers)?,
            ..Self::of_body_alone(headers)?
        })
    }

    /// The promises about a body whose checksum headers, if any, speak of something else: in CompleteMultipartUpload they
    /// are those of the object that the parts become.
    ///
    /// # Errors
    /// `InvalidDigest`.
    pub fn of_body_alone(headers: &HeaderMap) -> Result<Self, S3Error> {
        Ok(Self {
            length: declared_length(headers),
            content_md5: content_md5(headers)?,
            payload_sha256: text(headers, "x-amz-content-sha256").and_then(unhex),
            checksum: None,
        })
    }
}

/// The length of the decoded payload. The payload hash alone says whether the body is decoded, and so which header counts.
fn declared_length(headers: &HeaderMap) -> Option<u64> {
    let is_chunked =
        text(headers, "x-amz-content-sha256").is_some_and(|hash| hash.starts_with("STREAMING-"));
    let name = if is_chunked {
        "x-amz-decoded-content-length"
    } else {
        "content-length"
    };
    text(headers, name)?.parse().ok()
}

fn content_md5(headers: &HeaderMap) -> Result<Option<[u8; 16]>, S3Error> {
    let Some(sent) = headers.get("content-md5") else {
        return Ok(None);
    };
    let sent = sent.to_str().unwrap_or_default();
    let bytes = STANDARD
        .decode(sent)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    match bytes {
        Some(md5) => Ok(Some(md5)),
        None => Err(S3Error::new(S3ErrorCode::InvalidDigest).with("Content-MD5", sent)),
    }
}

/// The one checksum that a request may declare, in a header or as a trailer.
fn declared_checksum(headers: &HeaderMap) -> Result<Option<DeclaredChecksum>, S3Error> {
    let mut declared = Vec::new();
    for algorithm in ChecksumAlgorithm::ALL {
        if let Some(value) = headers.get(algorithm.header()) {
            let value = checksum::decode(algorithm, value.to_str().unwrap_or_default())
                .ok_or_else(|| {
                    S3Error::invalid_request(format!(
                        "Value for {} header is invalid.",
                        algorithm.header()
                    ))
                })?;
            declared.push(DeclaredChecksum {
                algorithm,
                value: Some(value),
            });
        }
    }
    for name in text(headers, "x-amz-trailer")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
    {
        match ChecksumAlgorithm::from_header(name) {
            Some(algorithm) => declared.push(DeclaredChecksum {
                algorithm,
                value: None,
            }),
            None if name.is_empty() => {}
            None => {
                return Err(S3Error::invalid_request(
                    "The value specified in the x-amz-trailer header is not supported",
                ));
            }
        }
    }
    if declared.len() > 1 {
        return Err(S3Error::invalid_request(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ));
    }
    let declared = declared.pop();
    check_named_algorithm(headers, declared.as_ref())?;
    Ok(declared)
}

/// `x-amz-sdk-checksum-algorithm` announces a checksum; it must be there and of that kind.
fn check_named_algorithm(
    headers: &HeaderMap,
    declared: Option<&DeclaredChecksum>,
) -> Result<(), S3Error> {
    let Some(named) = text(headers, "x-amz-sdk-checksum-algorithm") else {
        return Ok(());
    };
    let Some(algorithm) = ChecksumAlgorithm::from_name(named) else {
        return Err(S3Error::invalid_request(UNSUPPORTED_ALGORITHM));
    };
    match declared {
        Some(declared) if declared.algorithm == algorithm => Ok(()),
        Some(_) => Err(S3Error::invalid_request(
            "Value for x-amz-sdk-checksum-algorithm header is invalid.",
        )),
        None => Err(S3Error::invalid_request(
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
        )),
    }
}

/// The digests running over a payload.
pub(crate) struct Digests {
    md5: Md5,
    sha256: Option<Sha256>,
    checksums: Vec<(ChecksumAlgorithm, Hasher)>,
}

/// The digests of a payload.
pub(crate) struct Computed {
    pub(crate) md5: [u8; 16],
    pub(crate) checksums: Vec<(ChecksumAlgorithm, Vec<u8>)>,
    sha256: Option<[u8; 32]>,
}

impl Digests {
    /// Those that are promised, and one that is wanted besides.
    pub(crate) fn new(expected: &Expectations, wanted: Option<ChecksumAlgorithm>) -> Self {
        let declared = expected
            .checksum
            .as_ref()
            .map(|declared| declared.algorithm);
        let wanted = wanted.filter(|wanted| Some(*wanted) != declared);
        Self {
            md5: Md5::new(),
            sha256: expected.payload_sha256.map(|_| Sha256::new()),
            checksums: declared
                .into_iter()
                .chain(wanted)
                .map(|algorithm| (algorithm, Hasher::new(algorithm)))
                .collect(),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
        for (_, hasher) in &mut self.checksums {
            hasher.update(bytes);
        }
    }

    pub(crate) fn finish(self) -> Computed {
        Computed {
            md5: self.md5.finalize().0,
            sha256: self.sha256.map(|sha256| sha256.finalize().0),
            checksums: self
                .checksums
                .into_iter()
                .map(|(algorithm, hasher)| (algorithm, hasher.finish()))
                .collect(),
        }
    }
}

/// The digests that a payload must have.
pub(crate) struct Proof {
    content_md5: Option<[u8; 16]>,
    payload_sha256: Option<[u8; 32]>,
    checksum: Option<(ChecksumAlgorithm, Vec<u8>)>,
}

impl Proof {
    /// Takes a trailing checksum from the body, which has ended.
    pub(crate) fn of(expected: &Expectations, body: &impl BodySource) -> Result<Self, S3Error> {
        let checksum = match &expected.checksum {
            None => None,
            Some(DeclaredChecksum {
                algorithm,
                value: Some(value),
            }) => Some((*algorithm, value.clone())),
            Some(DeclaredChecksum {
                algorithm,
                value: None,
            }) => {
                let value = body
                    .trailer(algorithm.header())
                    .and_then(|text| checksum::decode(*algorithm, text))
                    .ok_or_else(|| {
                        S3Error::invalid_request(format!(
                            "Value for {} trailing header is invalid.",
                            algorithm.header()
                        ))
                    })?;
                Some((*algorithm, value))
            }
        };
        Ok(Self {
            content_md5: expected.content_md5,
            payload_sha256: expected.payload_sha256,
            checksum,
        })
    }

    pub(crate) fn check(&self, computed: &Computed) -> Result<(), S3Error> {
        if let (Some(sent), Some(found)) = (self.payload_sha256, computed.sha256)
            && sent != found
        {
            return Err(S3Error::new(S3ErrorCode::XAmzContentSHA256Mismatch)
                .with("ClientComputedContentSHA256", hex(&sent))
                .with("S3ComputedContentSHA256", hex(&found)));
        }
        if let Some(sent) = &self.content_md5
            && *sent != computed.md5
        {
            return Err(S3Error::new(S3ErrorCode::BadDigest)
                .with("ExpectedDigest", checksum::encode(sent))
                .with("CalculatedDigest", checksum::encode(&computed.md5)));
        }
        if let Some((algorithm, sent)) = &self.checksum
            && !computed
                .checksums
                .iter()
                .any(|(known, value)| known == algorithm && value == sent)
        {
            return Err(S3Error::new(S3ErrorCode::BadDigest).message(format!(
                "The {} you specified did not match the calculated checksum.",
                algorithm.name()
            )));
        }
        Ok(())
    }
}

/// Receives a small document whole, held against what its headers promise.
///
/// # Errors
/// `MaxMessageLengthExceeded` past `length_max` bytes, `MissingContentLength` never: a document may be
/// sent without a length, since it is bounded. Else as an upload.
pub async fn receive_document<B: BodySource>(
    expected: &Expectations,
    length_max: usize,
    body: &mut B,
) -> Result<Vec<u8>, S3Error> {
    let mut digests = Digests::new(expected, None);
    let mut document = Vec::new();
    while let Some(chunk) = body.next_chunk().await? {
        if document.len() + chunk.len() > length_max {
            return Err(S3Error::new(S3ErrorCode::MaxMessageLengthExceeded)
                .with("MaxMessageLengthBytes", length_max.to_string()));
        }
        digests.update(&chunk);
        document.extend_from_slice(&chunk);
    }
    if expected
        .length
        .is_some_and(|length| length != document.len() as u64)
    {
        return Err(S3ErrorCode::IncompleteBody.into());
    }
    Proof::of(expected, body)?.check(&digests.finish())?;
    Ok(document)
}

/// Lower-case hexadecimal, as entity tags are written.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// 64 hexadecimal digits; anything else is one of the words that stand for no digest.
fn unhex(digits: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let bytes = pairs
        .iter()
        .map(|[high, low]| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        })
        .collect::<Option<Vec<u8>>>()?;
    bytes.try_into().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

const UNSUPPORTED_ALGORITHM: &str = "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::MemoryBody;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn what_headers_promise() {
        let plain = Expectations::from_headers(&headers(&[
            ("content-length", "5"),
            ("content-md5", "XUFAKrxLKna5cZ2REBfFkg=="),
            ("x-amz-checksum-crc32", "NhCmhg=="),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            (
                "x-amz-content-sha256",
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            ),
        ]))
        .unwrap();
        assert_eq!(plain.length, Some(5));
        assert_eq!(
            hex(&plain.content_md5.unwrap()),
            "5d41402abc4b2a76b9719d911017c592"
        );
        assert_eq!(plain.payload_sha256.unwrap().first(), Some(&0x2c));
        assert!(plain.checksum.unwrap().value.is_some());

        let chunked = Expectations::from_headers(&headers(&[
            ("content-encoding", "aws-chunked"),
            ("content-length", "99"),
            ("x-amz-decoded-content-length", "5"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ]))
        .unwrap();
        assert_eq!(chunked.length, Some(5));
        assert_eq!(chunked.payload_sha256, None);
        assert_eq!(chunked.checksum.unwrap().value, None);
    }

    #[test]
    fn promises_that_contradict_themselves_are_refused() {
        for (pairs, code) in [
            (&[("content-md5", "x")][..], "InvalidDigest"),
            (&[("x-amz-checksum-crc32", "x")], "InvalidRequest"),
            (
                &[
                    ("x-amz-checksum-crc32", "NhCmhg=="),
                    ("x-amz-checksum-crc32c", "mnG7TA=="),
                ],
                "InvalidRequest",
            ),
            (
                &[("x-amz-sdk-checksum-algorithm", "CRC32")],
                "InvalidRequest",
            ),
            (&[("x-amz-sdk-checksum-algorithm", "MD4")], "InvalidRequest"),
            (&[("x-amz-trailer", "x-amz-meta-a")], "InvalidRequest"),
        ] {
            let error = Expectations::from_headers(&headers(pairs)).unwrap_err();
            assert_eq!(error.code().as_str(), code, "{pairs:?}");
        }
    }

    #[tokio::test]
    async fn documents_are_bounded_and_checked() {
        let expected = Expectations::default();
        let whole = receive_document(&expected, 5, &mut MemoryBody::new("hello"))
            .await
            .unwrap();
        assert_eq!(whole, b"hello");
        let long = receive_document(&expected, 4, &mut MemoryBody::new("hello"))
            .await
            .unwrap_err();
        assert_eq!(long.code(), S3ErrorCode::MaxMessageLengthExceeded);
        let wrong = Expectations {
            content_md5: Some([0; 16]),
            ..expected
        };
        let bad = receive_document(&wrong, 5, &mut MemoryBody::new("hello"))
            .await
            .unwrap_err();
        assert_eq!(bad.code(), S3ErrorCode::BadDigest);
    }
}
