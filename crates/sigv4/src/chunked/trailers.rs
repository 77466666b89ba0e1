//! The headers that follow the last chunk.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use super::TRAILER_SIGNATURE;
use super::verifier::ChunkVerifier;
use crate::error::{SignatureError, s3 as errors};

/// The trailing headers of a body, checksums all of them; names are lower-case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trailers(Vec<(String, String)>);

impl Trailers {
    /// The value of a trailing header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Sorts and writes them as their signature covers them.
    pub(super) fn canonical(&mut self) -> String {
        self.0.sort_unstable();
        self.iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect()
    }

    pub(super) fn push(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }
}

/// Reads trailing headers line by line and holds them against what `x-amz-trailer` announced.
pub(super) struct TrailerReader {
    announced: Vec<String>,
    is_signed: bool,
    has_signature: bool,
    has_blank: bool,
    trailers: Trailers,
}

impl TrailerReader {
    /// `announced` is the value of `x-amz-trailer`: names joined by commas, none if empty.
    pub(super) fn new(announced: &str, is_signed: bool) -> Result<Self, SignatureError> {
        let announced: Vec<String> = announced
            .split(',')
            .map(|name| name.trim_ascii().to_ascii_lowercase())
            .filter(|name| !name.is_empty())
            .collect();
        if announced
            .iter()
            .any(|name| !CHECKSUMS.contains(&name.as_str()))
        {
            return Err(errors::trailer_not_supported());
        }
        Ok(Self {
            announced,
            is_signed,
            has_signature: false,
            has_blank: false,
            trailers: Trailers::default(),
        })
    }

    /// Reads one line without its line feed; true if it was the last. A carriage return before the
    /// line feed may be missing: clients are known that write none.
    pub(super) fn read_line(
        &mut self,
        line: &[u8],
        verifier: Option<&mut ChunkVerifier>,
    ) -> Result<bool, SignatureError> {
        let line = std::str::from_utf8(line).map_err(|_| errors::malformed_trailer())?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return self.read_blank();
        }
        let (name, value) = line.split_once(':').ok_or_else(errors::malformed_trailer)?;
        let (name, value) = (name.to_ascii_lowercase(), value.trim_matches([' ', '\t']));
        if name == TRAILER_SIGNATURE {
            return self.read_signature(value, verifier);
        }
        let is_new = self.trailers.get(&name).is_none();
        if self.has_signature || self.has_blank || !is_new || !self.announced.contains(&name) {
            return Err(errors::malformed_trailer());
        }
        self.trailers.push(name, value.to_owned());
        Ok(false)
    }

    pub(super) fn into_trailers(self) -> Trailers {
        self.trailers
    }

    fn read_blank(&mut self) -> Result<bool, SignatureError> {
        if self.has_signature || !self.is_signed {
            self.require_all()?;
            return Ok(true);
        }
        // AWS's own example has an empty line between the trailers and their signature.
        if std::mem::replace(&mut self.has_blank, true) {
            return Err(errors::malformed_trailer());
        }
        Ok(false)
    }

    fn read_signature(
        &mut self,
        signature: &str,
        verifier: Option<&mut ChunkVerifier>,
    ) -> Result<bool, SignatureError> {
        let Some(verifier) = verifier.filter(|_| !self.has_signature) else {
            return Err(errors::malformed_trailer());
        };
        self.require_all()?;
        verifier.verify_trailers(&self.trailers.canonical(), signature)?;
        self.has_signature = true;
        Ok(false)
    }

    /// What was announced must have come.
    fn require_all(&mut self) -> Result<(), SignatureError> {
        self.trailers.0.sort_unstable();
        if self
            .announced
            .iter()
            .all(|name| self.trailers.get(name).is_some())
        {
            Ok(())
        } else {
            Err(errors::malformed_trailer())
        }
    }
}

/// The headers that may follow a body.
const CHECKSUMS: [&str; 5] = [
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
];
