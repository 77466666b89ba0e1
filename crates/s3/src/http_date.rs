//! The dates of HTTP headers and of S3's XML.
//! <https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats>

use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

/// Reads an HTTP date; `None` when it is none, which RFC 9110 says to treat as absent.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    DateTimeParser::new()
        .parse_timestamp(text)
        .ok()
        .or_else(|| text.parse().ok())
}

/// `Wed, 12 Oct 2009 17:50:00 GMT`.
#[must_use]
pub fn header(time: Timestamp) -> String {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&time)
        .unwrap_or_default()
}

/// `2009-10-12T17:50:00.000Z`, as S3 prints times in XML.
#[must_use]
pub fn xml(time: Timestamp) -> String {
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_faces_of_a_time() {
        let time = Timestamp::from_second(784_111_777).unwrap();
        assert_eq!(header(time), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(xml(time), "1994-11-06T08:49:37.000Z");
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(time));
        assert_eq!(parse("1994-11-06T08:49:37Z"), Some(time));
        assert_eq!(parse("yesterday"), None);
    }
}
