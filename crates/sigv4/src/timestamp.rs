//! Instants in whole seconds, and the four ways a request writes them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html#date>

use std::fmt;

/// An instant in whole seconds since 1970-01-01T00:00:00Z.
///
/// This crate never asks a clock: the caller says what time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The sixteen characters of ISO 8601's basic format, `20150830T123600Z`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BasicText([u8; 16]);

impl Timestamp {
    /// The instant `seconds` after (or, if negative, before) the epoch.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`, which may be negative; stops at the ends of time.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads ISO 8601's basic format, `20150830T123600Z`: the only form `X-Amz-Date` may have.
    #[must_use]
    pub fn parse_basic(text: &str) -> Option<Self> {
        let (date, time) = text.as_bytes().as_array::<16>()?.split_at(8);
        let [century, year, month, day] = pairs(*date.as_array()?)?;
        let [b'T', h1, h2, m1, m2, s1, s2, b'Z'] = *time.as_array()? else {
            return None;
        };
        let [hour, minute, second, _] = pairs([h1, h2, m1, m2, s1, s2, b'0', b'0'])?;
        instant(century * 100 + year, month, day, hour, minute, second)
    }

    /// Reads ISO 8601's extended format with optional fractions, `2015-12-30T12:00:00.000Z`,
    /// which POST policies use for their expiration. Fractions are dropped.
    #[must_use]
    pub fn parse_extended(text: &str) -> Option<Self> {
        let (whole, fraction) = text.strip_suffix('Z')?.split_at_checked(19)?;
        if !fraction.is_empty() {
            let digits = fraction.strip_prefix('.')?;
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
        }
        let &[
            y1,
            y2,
            y3,
            y4,
            b'-',
            mo1,
            mo2,
            b'-',
            d1,
            d2,
            b'T',
            h1,
            h2,
            b':',
            mi1,
            mi2,
            b':',
            s1,
            s2,
        ] = whole.as_bytes()
        else {
            return None;
        };
        instant(
            number(&[y1, y2, y3, y4])?,
            number(&[mo1, mo2])?,
            number(&[d1, d2])?,
            number(&[h1, h2])?,
            number(&[mi1, mi2])?,
            number(&[s1, s2])?,
        )
    }

    /// Reads the date of HTTP, `Sun, 30 Aug 2015 12:36:00 GMT`, which the `Date` header may hold.
    /// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>
    #[must_use]
    pub fn parse_http(text: &str) -> Option<Self> {
        let (weekday, rest) = text.split_once(", ")?;
        if !WEEKDAYS.contains(&weekday) {
            return None;
        }
        let (day, rest) = rest.split_at_checked(2)?;
        let (month, rest) = rest.strip_prefix(' ')?.split_at_checked(3)?;
        let month = MONTHS.iter().zip(1..).find(|(name, _)| **name == month)?.1;
        let &[
            b' ',
            y1,
            y2,
            y3,
            y4,
            b' ',
            h1,
            h2,
            b':',
            mi1,
            mi2,
            b':',
            s1,
            s2,
            b' ',
            b'G',
            b'M',
            b'T',
        ] = rest.as_bytes()
        else {
            return None;
        };
        instant(
            number(&[y1, y2, y3, y4])?,
            month,
            number(day.as_bytes())?,
            number(&[h1, h2])?,
            number(&[mi1, mi2])?,
            number(&[s1, s2])?,
        )
    }

    /// Writes ISO 8601's basic format.
    #[must_use]
    pub fn basic(self) -> BasicText {
        let civil = self.civil();
        let [y1, y2] = two_digits(civil.year / 100);
        let [y3, y4] = two_digits(civil.year % 100);
        let [mo1, mo2] = two_digits(civil.month);
        let [d1, d2] = two_digits(civil.day);
        let [h1, h2] = two_digits(civil.hour);
        let [mi1, mi2] = two_digits(civil.minute);
        let [s1, s2] = two_digits(civil.second);
        BasicText([
            y1, y2, y3, y4, mo1, mo2, d1, d2, b'T', h1, h2, mi1, mi2, s1, s2, b'Z',
        ])
    }

    /// Writes ISO 8601's extended format, `2015-08-30T12:36:00Z`, which S3 uses in its errors.
    #[must_use]
    pub fn extended(self) -> String {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Splits into calendar fields. Instants before year 0 or after year 9999 cannot be written in
    /// these formats and stop at the nearer end.
    fn civil(self) -> Civil {
        let seconds = self.0.clamp(YEAR_0, YEAR_9999);
        let (days, second_of_day) = (
            seconds.div_euclid(SECONDS_A_DAY),
            seconds.rem_euclid(SECONDS_A_DAY),
        );
        // Howard Hinnant's `civil_from_days`, with years that begin in March.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
            hour: second_of_day / 3600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
        }
    }
}

impl BasicText {
    /// Reads an instant and keeps its text, which is the only one that it has in this form.
    pub(crate) fn parse(text: &str) -> Option<(Timestamp, Self)> {
        let at = Timestamp::parse_basic(text)?;
        Some((at, Self(*text.as_bytes().as_array()?)))
    }

    /// All sixteen characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The date alone, `20150830`, as the credential scope has it.
    #[must_use]
    pub fn date(&self) -> &str {
        self.as_str()
            .split_at_checked(8)
            .map_or("", |(date, _)| date)
    }
}

impl fmt::Display for BasicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BasicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The calendar fields of an instant, all in UTC.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

/// Builds an instant from calendar fields; `None` where the calendar has no such moment.
fn instant(
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
) -> Option<Timestamp> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=days_in_month).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Howard Hinnant's `days_from_civil`.
    let march_year = year - i64::from(month <= 2);
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(Timestamp(
        days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second,
    ))
}

/// Reads decimal digits and nothing else.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + i64::from(digit - b'0'))
    })
}

/// Writes a number below 100 as two digits.
/// The four numbers of two digits that stand side by side. All eight digits are read at once: one by one they took
/// a twentieth of a verification.
fn pairs(digits: [u8; 8]) -> Option<[i64; 4]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let values = u64::from_be_bytes(digits) ^ (EACH * u64::from(b'0'));
    // What is no digit is now ten or more, and sets its highest bit when 0x76 is added.
    let is_number = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80) == 0;
    let tens = (values >> 8) & 0x00ff_00ff_00ff_00ff;
    let ones = values & 0x00ff_00ff_00ff_00ff;
    let [_, one, _, two, _, three, _, four] = (tens * 10 + ones).to_be_bytes();
    is_number.then_some([one, two, three, four].map(i64::from))
}

fn two_digits(value: i64) -> [u8; 2] {
    let digit = |value: i64| b'0' + u8::try_from(value.rem_euclid(10)).unwrap_or(0);
    [digit(value / 10), digit(value)]
}

const SECONDS_A_DAY: i64 = 86_400;
const YEAR_0: i64 = -62_167_219_200;
const YEAR_9999: i64 = 253_402_300_799;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_formats_name_the_same_instant() {
        let at = Timestamp::from_unix_seconds(1_440_938_160);
        assert_eq!(Timestamp::parse_basic("20150830T123600Z"), Some(at));
        assert_eq!(
            Timestamp::parse_http("Sun, 30 Aug 2015 12:36:00 GMT"),
            Some(at)
        );
        assert_eq!(Timestamp::parse_extended("2015-08-30T12:36:00Z"), Some(at));
        assert_eq!(
            Timestamp::parse_extended("2015-08-30T12:36:00.123Z"),
            Some(at)
        );
        assert_eq!(at.basic().as_str(), "20150830T123600Z");
        assert_eq!(at.basic().date(), "20150830");
        assert_eq!(at.extended(), "2015-08-30T12:36:00Z");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "20150830",
            "20150830T123600",
            "20150830T123600z",
            "20151330T123600Z",
            "20150229T000000Z",
            "20150830T240000Z",
            "2015083\u{e9}T12360Z",
        ] {
            assert_eq!(Timestamp::parse_basic(text), None, "{text}");
        }
        for text in [
            "2015-08-30T12:36:00",
            "2015-08-30T12:36:00.Z",
            "2015-08-30T12:36:00xZ",
            "2015-08-30T12:36:000Z",
            "Z",
        ] {
            assert_eq!(Timestamp::parse_extended(text), None, "{text}");
        }
        for text in [
            "Sun, 30 Aug 2015 12:36:00 CET",
            "Xxx, 30 Aug 2015 12:36:00 GMT",
            "Sun, 30 Aug 15 12:36:00 GMT",
        ] {
            assert_eq!(Timestamp::parse_http(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_second_reads_back(seconds in YEAR_0..=YEAR_9999) {
            let at = Timestamp::from_unix_seconds(seconds);
            let read = BasicText::parse(at.basic().as_str()).map(|(at, text)| (at, text.to_string()));
            prop_assert_eq!(read, Some((at, at.basic().to_string())));
            prop_assert_eq!(Timestamp::parse_extended(&at.extended()), Some(at));
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in ".{0,40}") {
            let _ = (Timestamp::parse_basic(&text), Timestamp::parse_http(&text), Timestamp::parse_extended(&text));
        }
    }
}
