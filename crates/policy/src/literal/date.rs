//! Dates: ISO 8601 or epoch seconds, in milliseconds (AWS was observed to truncate both sides to them).
//! <https://www.w3.org/TR/NOTE-datetime>

use std::cmp::Ordering;

/// Years that fit AWS's clock, milliseconds in 64 bits.
const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;
const DAY_MS: i128 = 86_400_000;

/// A point in time, or a text that AWS stores but whose meaning is not established (a bare year `2035` could be an epoch
/// second; `01T`). Such a text fails closed: a condition on it holds in a Deny and not in an Allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Milliseconds since 1970.
    At(i128),
    /// Storable, not understood.
    Unclear,
}

impl Moment {
    /// Reads a date; `None` for what is no date at all.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(seconds) = epoch_seconds(text) {
            let is_bare_year = text.len() == 4 && !text.starts_with('+');
            return Some(if is_bare_year {
                Moment::Unclear
            } else {
                Moment::At(i128::from(seconds) * 1000)
            });
        }
        match iso(text) {
            Some(at) => Some(Moment::At(at)),
            None => is_storable(text).then_some(Moment::Unclear),
        }
    }

    /// How two moments compare, if both are clear.
    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Moment::At(a), Moment::At(b)) => Some(a.cmp(&b)),
            _ => None,
        }
    }
}

fn epoch_seconds(text: &str) -> Option<i64> {
    digits(text.strip_prefix('+').unwrap_or(text))
}

fn digits(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_i64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// What stands before and behind the first of these bytes; the texts are too short for a search to pay.
fn cut(text: &str, at: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let place = text.bytes().position(at)?;
    let (before, rest) = text.split_at_checked(place)?;
    Some((before, rest.get(1..)?))
}

/// Digits of an exact count.
fn digits_of(text: &str, count: usize) -> Option<i64> {
    if text.len() == count {
        digits(text)
    } else {
        None
    }
}

/// `YYYY-MM-DD`, optionally `Thh:mm[:ss[.fraction]]` and `Z` or `±hh:mm`; without a zone it is UTC.
fn iso(text: &str) -> Option<i128> {
    let (date, time) = match cut(text, |byte| matches!(byte, b'T' | b't')) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let day = days(date)?;
    let of_day = match time {
        Some(time) => time_of_day(time)?,
        None => 0,
    };
    Some(i128::from(day) * DAY_MS + i128::from(of_day))
}

/// Days since 1970 of a proleptic Gregorian date.
fn days(date: &str) -> Option<i64> {
    let (is_negative, unsigned) = match date.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, date.strip_prefix('+').unwrap_or(date)),
    };
    let is_dash = |byte| byte == b'-';
    let (year_text, rest) = cut(unsigned, is_dash)?;
    let (month_text, day_text) = cut(rest, is_dash)?;
    if year_text.len() < 4 {
        return None;
    }
    let year = digits(year_text)? * if is_negative { -1 } else { 1 };
    let (month, day) = (digits_of(month_text, 2)?, digits_of(day_text, 2)?);
    if !YEARS.contains(&year)
        || !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
    {
        return None;
    }
    // Counted in years that begin in March, so that the leap day comes last.
    let march_year = if month <= 2 { year - 1 } else { year };
    let month_of_march_year = (month + 9) % 12;
    let day_of_march_year = (153 * month_of_march_year + 2) / 5 + day - 1;
    let leap_days =
        march_year.div_euclid(4) - march_year.div_euclid(100) + march_year.div_euclid(400);
    Some(march_year * 365 + leap_days + day_of_march_year - 719_468)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap =
        year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Milliseconds since midnight UTC; may be negative or beyond a day, by the zone.
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, zone_minutes) = match text.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, 0),
        None => match text.rfind(['+', '-']) {
            Some(at) => {
                let (clock, zone) = text.split_at_checked(at)?;
                (clock, zone_offset(zone)?)
            }
            None => (text, 0),
        },
    };
    let is_colon = |byte| byte == b':';
    let (hours, rest) = cut(clock, is_colon)?;
    let (minutes, seconds_ms) = match cut(rest, is_colon) {
        Some((minutes, seconds)) => (minutes, seconds_ms(seconds)?),
        None => (rest, 0),
    };
    let (hours, minutes) = (digits_of(hours, 2)?, digits_of(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    Some((hours * 60 + minutes - zone_minutes) * 60_000 + seconds_ms)
}

fn seconds_ms(text: &str) -> Option<i64> {
    let (whole, fraction) = cut(text, |byte| byte == b'.').unwrap_or((text, "0"));
    let seconds = digits_of(whole, 2).filter(|seconds| *seconds <= 59)?;
    digits(fraction.get(..fraction.len().min(18))?)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let ms = fraction
        .bytes()
        .chain(*b"000")
        .take(3)
        .fold(0, |ms, b| ms * 10 + i64::from(b - b'0'));
    Some(seconds * 1000 + ms)
}

fn zone_offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
    let (hours, minutes) = (digits_of(hours, 2)?, digits_of(minutes, 2)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

/// Whether IAM stores the literal: looser than what a comparison understands (`01T`, a year alone, 31 February), as
/// recorded against CreatePolicy.
fn is_storable(text: &str) -> bool {
    let folded = text.to_ascii_lowercase();
    if !folded.contains(['t', '-']) {
        return epoch_seconds(&folded).is_some();
    }
    let (date, time) = folded.split_once('t').unwrap_or((&folded, ""));
    is_storable_day(date) && is_storable_time(time)
}

fn is_storable_day(date: &str) -> bool {
    let (is_negative, unsigned) = match date.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, date),
    };
    let mut parts = unsigned.split('-');
    let year = parts
        .next()
        .and_then(digits)
        .map(|year| if is_negative { -year } else { year });
    let month_is_fine = parts
        .next()
        .is_none_or(|month| digits(month).is_some_and(|m| (1..=12).contains(&m)));
    let day_is_fine = parts
        .next()
        .is_none_or(|day| digits(day).is_some_and(|d| (1..=31).contains(&d)));
    year.is_some_and(|year| YEARS.contains(&year))
        && month_is_fine
        && day_is_fine
        && parts.next().is_none()
}

fn is_storable_time(time: &str) -> bool {
    let mut parts = time.split(':');
    let up_to = |part: Option<&str>, most: i64| {
        part.is_none_or(|text| digits(text).is_some_and(|n| n <= most))
    };
    let hours = parts.next().filter(|hours| !hours.is_empty());
    let minutes = parts.next();
    let seconds = parts.next();
    let zone_minutes = parts.next();
    if !up_to(hours, 23) || !up_to(minutes, 59) || parts.next().is_some() {
        return false;
    }
    let Some(seconds) = seconds else { return true };
    let (clock, zone) = match seconds.split_once('+') {
        Some((clock, zone)) => (clock, Some(zone)),
        None => (seconds.strip_suffix('z').unwrap_or(seconds), None),
    };
    // The colon inside a zone was split off above: it belongs to the zone or nowhere.
    let zone_is_fine = match (zone, zone_minutes) {
        (None, minutes) => minutes.is_none(),
        (Some(hours), minutes) => {
            digits_of(hours, 2).is_some_and(|hours| hours <= 23)
                && minutes.is_none_or(|minutes| {
                    digits_of(minutes, 2).is_some_and(|minutes| minutes <= 59)
                })
        }
    };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    zone_is_fine
        && digits(whole).is_some_and(|seconds| seconds <= 59)
        && digits(fraction).is_some_and(|fraction| fraction <= 999_999_999)
}
