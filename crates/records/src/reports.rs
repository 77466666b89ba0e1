//! Reports: what was found out when they were asked for, kept until somebody looks.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::UnixMillis;

/// One report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Who may look at it, in the words of the service that made it.
    pub owner: String,
    /// When it was asked for; it tells how things were then.
    pub asked_at: UnixMillis,
    content: Packed,
}

impl Report {
    /// A report that says `text`, in the words of the service that makes it.
    #[must_use]
    pub fn new(owner: String, asked_at: UnixMillis, text: &str) -> Self {
        Self {
            owner,
            asked_at,
            content: Packed::new(text),
        }
    }

    /// From when on it is shown. AWS was observed to take a second or two; here it is made at once, with the request
    /// that asks for it, and still not shown before, so that clients meet every state that they have to know.
    #[must_use]
    pub fn ready_at(&self) -> UnixMillis {
        UnixMillis(self.asked_at.0.saturating_add(TAKES_MILLIS))
    }

    /// What it says; `None` for damaged bytes.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.content.text()
    }
}

/// A text in little space: reports repeat themselves. As JSON it is base64.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Packed(Vec<u8>);

impl Packed {
    /// Compressing into memory does not fail; were it to, the report could not be read and would be asked for again.
    fn new(text: &str) -> Self {
        Self(zstd::bulk::compress(text.as_bytes(), LEVEL).unwrap_or_default())
    }

    fn text(&self) -> Option<String> {
        let bytes = zstd::bulk::decompress(&self.0, TEXT_BYTES_MAX).ok()?;
        String::from_utf8(bytes).ok()
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}

const TAKES_MILLIS: i64 = 2_000;

/// Longest report: some 300 bytes for each of the 5,000 users of an account, and room beside it.
const TEXT_BYTES_MAX: usize = 16 * 1024 * 1024;
const LEVEL: i32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_on_the_largest_account_fits_into_a_record() {
        let row = |number: usize| {
            format!(
                "user{number},arn:aws:iam::123456789012:user/team/user{number},2026-11-22T00:{:02}:{:02}Z,true,\
                 no_information,2026-11-22T00:00:00Z,N/A,false,true,2026-11-22T00:00:00Z,N/A,N/A,N/A,false,N/A\n",
                number / 60 % 60,
                number % 60
            )
        };
        let text: String = (0..5_000).map(row).collect();
        let report = Report::new("Ann".to_owned(), UnixMillis(7), &text);
        let stored = serde_json::to_vec(&report).unwrap();
        assert!(stored.len() < store::VALUE_BYTES_MAX / 2);
        let read: Report = serde_json::from_slice(&stored).unwrap();
        assert_eq!(read, report);
        assert_eq!(read.text(), Some(text));
        assert_eq!(Packed(vec![1, 2, 3]).text(), None);
    }
}
