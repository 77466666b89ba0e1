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
    /// How many pieces of the content stand in other records, being more than this one takes.
    #[serde(default)]
    pub further_pieces: usize,
}

impl Report {
    /// A report that says `text`, in the words of the service that makes it.
    #[must_use]
    pub fn new(owner: String, asked_at: UnixMillis, text: &str) -> Self {
        Self {
            owner,
            asked_at,
            content: Packed::new(text),
            further_pieces: 0,
        }
    }

    /// A report that may say more than a record takes, and the pieces that are to stand in records of their own.
    #[must_use]
    pub fn in_pieces(owner: String, asked_at: UnixMillis, text: &str) -> (Self, Vec<Packed>) {
        let Packed(bytes) = Packed::new(text);
        let mut pieces = bytes
            .chunks(PIECE_BYTES)
            .map(|piece| Packed(piece.to_vec()));
        let content = pieces.next().unwrap_or_default();
        let further: Vec<Packed> = pieces.collect();
        let report = Self {
            owner,
            asked_at,
            content,
            further_pieces: further.len(),
        };
        (report, further)
    }

    /// From when on it is shown. AWS was observed to take a second or two; here it is made at once, with the request
    /// that asks for it, and still not shown before, so that clients meet every state that they have to know.
    #[must_use]
    pub fn ready_at(&self) -> UnixMillis {
        UnixMillis(self.asked_at.0.saturating_add(TAKES_MILLIS))
    }

    /// What it says; `None` for damaged bytes, and for a report in pieces.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.content.text()
    }

    /// As [`Report::text`], for a report with these further pieces.
    #[must_use]
    pub fn text_with(&self, further: &[Packed]) -> Option<String> {
        let pieces = std::iter::once(&self.content).chain(further);
        let bytes = pieces.flat_map(|Packed(bytes)| bytes).copied().collect();
        Packed(bytes).text()
    }
}

/// A text in little space, or a piece of it: reports repeat themselves. As JSON it is base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

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
/// What makes a value that the store takes when it is in base64, with room for the rest of a record.
const PIECE_BYTES: usize = store::VALUE_BYTES_MAX / 4 * 3 - 3 * 1024;
const LEVEL: i32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern (a linear congruence), so that nothing is compressed but what repeats itself for good.
    fn number(seed: &mut u64, below: u64) -> u64 {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % below
    }

    fn time(seed: &mut u64) -> String {
        let [day, hour, minute, second] = [28, 24, 60, 60].map(|below| number(seed, below));
        let (year, month) = (2020 + number(seed, 7), 1 + number(seed, 12));
        format!(
            "{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
            day + 1
        )
    }

    fn name(seed: &mut u64) -> String {
        let letters = (0..24).map(|_| char::from(b'a' + u8::try_from(number(seed, 26)).unwrap()));
        letters.collect()
    }

    #[test]
    fn a_report_on_the_largest_account_fits_into_a_transaction() {
        let seed = &mut 7;
        let row = |_| {
            let (name, times) = (name(seed), [(); 11].map(|()| time(seed)));
            format!(
                "{name},arn:aws:iam::123456789012:user/team/{name},{}\n",
                times.join(",true,")
            )
        };
        let text: String = (0..5_000).map(row).collect();
        let (report, further) = Report::in_pieces("Ann".to_owned(), UnixMillis(7), &text);
        let values = further.iter().map(serde_json::to_vec);
        let sizes = values.chain([serde_json::to_vec(&report)]);
        let sizes: Vec<usize> = sizes.map(|value| value.unwrap().len()).collect();
        let largest = store::VALUE_BYTES_MAX - 1024;
        assert!(sizes.iter().all(|size| *size < largest), "{sizes:?}");
        let all: usize = sizes.iter().sum();
        assert!(all < store::TXN_BYTES_MAX - 8 * 1024, "{sizes:?}");
        assert_eq!(report.further_pieces, further.len());
        assert_eq!(report.text_with(&further), Some(text));
        assert!(!further.is_empty() && report.text().is_none());
        assert_eq!(report.text_with(&further[1..]), None);
    }

    #[test]
    fn a_short_report_is_one_piece_and_reads_as_it_was_stored_before() {
        let report = Report::new("Ann".to_owned(), UnixMillis(7), "some text");
        let (same, further) = Report::in_pieces("Ann".to_owned(), UnixMillis(7), "some text");
        assert_eq!((&same, further), (&report, Vec::new()));
        let mut stored = serde_json::to_value(&report).unwrap();
        assert_eq!(
            serde_json::from_value::<Report>(stored.clone()).unwrap(),
            report
        );
        stored.as_object_mut().unwrap().remove("further_pieces");
        let read: Report = serde_json::from_value(stored).unwrap();
        assert_eq!(read.text().as_deref(), Some("some text"));
        assert_eq!(Packed(vec![1, 2, 3]).text(), None);
    }
}
