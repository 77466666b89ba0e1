//! How long a provider is valid: AWS was observed to answer a hundred years from when its metadata was set, whatever the
//! metadata says.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>

use jiff::ToSpan as _;
use jiff::tz::Offset;
use records::UnixMillis;
use wire::Timestamp;

/// A hundred years later by the calendar.
pub(super) fn from(now: Timestamp) -> UnixMillis {
    let later = Offset::UTC.to_datetime(now).checked_add(100.years());
    let later = later.ok().and_then(|at| Offset::UTC.to_timestamp(at).ok());
    UnixMillis(later.unwrap_or(Timestamp::MAX).as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_century_is_counted_by_the_calendar() {
        for (now, then) in [
            ("2026-09-11T10:09:02.273Z", "2126-09-11T10:09:02.273Z"),
            ("2028-02-29T00:00:00Z", "2128-02-29T00:00:00Z"),
            ("2000-02-29T00:00:00Z", "2100-02-28T00:00:00Z"),
        ] {
            let [now, then]: [Timestamp; 2] = [now, then].map(|text| text.parse().unwrap());
            assert_eq!(from(now), UnixMillis(then.as_millisecond()));
        }
        assert_eq!(
            from(Timestamp::MAX),
            UnixMillis(Timestamp::MAX.as_millisecond())
        );
    }
}
