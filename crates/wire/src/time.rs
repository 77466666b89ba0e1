//! Instants as AWS writes them: `2013-06-04T13:20:49Z`, always UTC.

use std::fmt::Write as _;

use jiff::tz::Offset;

use crate::Timestamp;

/// `YYYY-MM-DDThh:mm:ssZ`, the fraction of the second cut off.
#[must_use]
pub fn iso8601_seconds(instant: Timestamp) -> String {
    format(instant, false)
}

/// `YYYY-MM-DDThh:mm:ss.sssZ`, the form of a few members, such as the creation date of an OIDC provider.
#[must_use]
pub fn iso8601_milliseconds(instant: Timestamp) -> String {
    format(instant, true)
}

/// Reads an instant of an input: ISO 8601 with an offset, or seconds since 1970.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    text.parse::<i64>()
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
}

fn format(instant: Timestamp, milliseconds: bool) -> String {
    let at = Offset::UTC.to_datetime(instant);
    let mut out = String::with_capacity(24);
    let _ = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    if milliseconds {
        let _ = write!(out, ".{:03}", at.millisecond());
    }
    out.push('Z');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_seconds_and_milliseconds() {
        let instant = Timestamp::from_millisecond(1_370_352_049_359).unwrap();
        assert_eq!(iso8601_seconds(instant), "2013-06-04T13:20:49Z");
        assert_eq!(iso8601_milliseconds(instant), "2013-06-04T13:20:49.359Z");
    }

    #[test]
    fn reads_both_forms() {
        let instant = Timestamp::from_second(1_370_352_049).unwrap();
        assert_eq!(parse("2013-06-04T13:20:49Z"), Some(instant));
        assert_eq!(parse("1370352049"), Some(instant));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse(""), None);
    }
}
