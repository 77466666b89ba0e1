//! The `Range` header and `x-amz-copy-source-range`.
//! <https://www.rfc-editor.org/rfc/rfc9110#name-range>

use crate::error::{S3Error, S3ErrorCode};

/// What a request asks of an object's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// From the first offset to the last one, both included; `None` is the end.
    From(u64, Option<u64>),
    /// The last so many bytes.
    Last(u64),
}

/// A resolved stretch of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteSpan {
    /// Offset of the first byte.
    pub start: u64,
    /// Number of bytes, possibly none.
    pub length: u64,
}

impl ByteSpan {
    /// The value of `Content-Range` for an object of `size` bytes.
    #[must_use]
    pub fn content_range(&self, size: u64) -> String {
        let last = self.start.saturating_add(self.length).saturating_sub(1);
        format!("bytes {}-{last}/{size}", self.start)
    }
}

impl ByteRange {
    /// Reads a `Range` header. Several ranges, another unit or bad syntax count as no header at all,
    /// which is what RFC 9110 allows and what S3 does.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
        let last = match last.trim() {
            "" => None,
            digits => Some(number(digits)?),
        };
        match (first.trim(), last) {
            ("", Some(count)) => Some(Self::Last(count)),
            ("", None) => None,
            (digits, last) => {
                let first = number(digits)?;
                last.is_none_or(|last| first <= last)
                    .then_some(Self::From(first, last))
            }
        }
    }

    /// The stretch of an object of `size` bytes.
    ///
    /// # Errors
    /// `InvalidRange` when no byte of the object is asked for.
    pub fn resolve(self, size: u64, header: &str) -> Result<ByteSpan, S3Error> {
        let span = match self {
            Self::From(first, last) => size.checked_sub(first).map(|rest| ByteSpan {
                start: first,
                length: last.map_or(rest, |last| rest.min((last - first).saturating_add(1))),
            }),
            Self::Last(count) => Some(ByteSpan {
                start: size.saturating_sub(count),
                length: count.min(size),
            }),
        };
        span.filter(|span| span.length > 0).ok_or_else(|| {
            S3Error::new(S3ErrorCode::InvalidRange)
                .with("RangeRequested", header)
                .with("ActualObjectSize", size.to_string())
        })
    }
}

/// Reads `x-amz-copy-source-range`, which is stricter than `Range`: `bytes=first-last` and nothing else.
///
/// # Errors
/// `InvalidArgument` with AWS's text.
pub fn parse_copy_source_range(header: &str) -> Result<(u64, u64), S3Error> {
    match ByteRange::parse(header) {
        Some(ByteRange::From(first, Some(last))) => Ok((first, last)),
        _ => Err(S3Error::invalid_argument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
            "x-amz-copy-source-range",
            header,
        )),
    }
}

/// The stretch of a source of `size` bytes; unlike `Range`, an end past the source is refused.
///
/// # Errors
/// `InvalidArgument` with AWS's text.
pub fn resolve_copy_source_range(first: u64, last: u64, size: u64) -> Result<ByteSpan, S3Error> {
    if last >= size {
        return Err(S3Error::invalid_argument(
            format!("Range specified is not valid for source object of size: {size}"),
            "x-amz-copy-source-range",
            format!("bytes={first}-{last}"),
        ));
    }
    Ok(ByteSpan {
        start: first,
        length: last - first + 1,
    })
}

/// Digits only: `u64::from_str` would take a sign.
fn number(digits: &str) -> Option<u64> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_over_ten_bytes() {
        for (header, expected) in [
            ("bytes=0-3", Some((0, 4))),
            ("bytes=4-", Some((4, 6))),
            ("bytes=4-99", Some((4, 6))),
            ("bytes=-3", Some((7, 3))),
            ("bytes=-99", Some((0, 10))),
            ("bytes=9-9", Some((9, 1))),
            ("bytes=10-", None),
            ("bytes=-0", None),
        ] {
            let span = ByteRange::parse(header).unwrap().resolve(10, header);
            assert_eq!(
                span.as_ref().ok().map(|span| (span.start, span.length)),
                expected,
                "{header}"
            );
            if let Err(error) = span {
                assert_eq!(error.code(), S3ErrorCode::InvalidRange);
            }
        }
        assert!(ByteRange::From(0, None).resolve(0, "bytes=0-").is_err());
        assert_eq!(
            ByteSpan {
                start: 4,
                length: 6
            }
            .content_range(10),
            "bytes 4-9/10"
        );
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        for header in [
            "bytes=",
            "bytes=-",
            "bytes=3-1",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=+1-2",
            "x",
        ] {
            assert_eq!(ByteRange::parse(header), None, "{header}");
        }
    }

    #[test]
    fn a_copy_range_is_strict() {
        assert_eq!(parse_copy_source_range("bytes=0-9").unwrap(), (0, 9));
        for bad in ["bytes=0-", "bytes=-5", "0-9", "bytes=9-0"] {
            assert!(parse_copy_source_range(bad).is_err(), "{bad}");
        }
        assert_eq!(resolve_copy_source_range(2, 9, 10).unwrap().length, 8);
        assert!(resolve_copy_source_range(2, 10, 10).is_err());
        assert!(resolve_copy_source_range(0, u64::MAX, 10).is_err());
    }
}
