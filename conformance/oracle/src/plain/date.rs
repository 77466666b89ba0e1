//! Dates as milliseconds since 1970, counted year by year and month by month.
//! <https://www.w3.org/TR/NOTE-datetime>

/// What a text is as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// Milliseconds since the epoch; a fraction beyond them is cut off.
    At(i128),
    /// Accepted by AWS, but nobody knows as what: a year or a second, a day that its month does not have.
    Unclear,
    /// None.
    No,
}

const DAY: i128 = 24 * 60 * 60 * 1000;

pub fn read(text: &str) -> Date {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if is_digits(digits) {
        // Four digits may be a year.
        return match (text.len(), digits.parse::<i64>()) {
            (4, _) if text == digits => Date::Unclear,
            (_, Ok(seconds)) => Date::At(i128::from(seconds) * 1000),
            (_, Err(_)) => Date::No,
        };
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    match (days(date), time.map_or(Some(0), milliseconds)) {
        (Some(days), Some(time)) => Date::At(days * DAY + time),
        _ if is_storable(date, time) => Date::Unclear,
        _ => Date::No,
    }
}

/// What IAM stores as a date: any of year, month and day from the left, each in any number of digits, and a time that may
/// stop anywhere.
fn is_storable(date: &str, time: Option<&str>) -> bool {
    let unsigned = date.strip_prefix('-').unwrap_or(date);
    let in_range = |text: &str, least: i64, most: i64| {
        is_digits(text) && text.parse().is_ok_and(|n: i64| (least..=most).contains(&n))
    };
    let parts: Vec<&str> = unsigned.split('-').collect();
    let is_too_early = unsigned != date && in_range(parts[0], 292_275_055, i64::MAX);
    let is_date = !is_too_early
        && match parts.as_slice() {
            [year] => in_range(year, 0, 292_278_993) && (time.is_some() || unsigned != date),
            [year, month] => in_range(year, 0, 292_278_993) && in_range(month, 1, 12),
            [year, month, day] => {
                in_range(year, 0, 292_278_993) && in_range(month, 1, 12) && in_range(day, 1, 31)
            }
            _ => false,
        };
    let Some(time) = time.filter(|time| !time.is_empty()) else {
        return is_date;
    };
    let (clock, zone) = match time.split_once('+') {
        Some((clock, zone)) => (clock, Some(zone)),
        None => (time.strip_suffix(['z', 'Z']).unwrap_or(time), None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let is_second = |text: &str| {
        let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
        in_range(second, 0, 59) && in_range(fraction, 0, 999_999_999)
    };
    // Before the seconds there is no zone.
    let is_clock = match parts.as_slice() {
        [hour] => clock == time && in_range(hour, 0, 23),
        [hour, minute] => clock == time && in_range(hour, 0, 23) && in_range(minute, 0, 59),
        [hour, minute, second] => {
            in_range(hour, 0, 23) && in_range(minute, 0, 59) && is_second(second)
        }
        _ => false,
    };
    is_date && is_clock && zone.is_none_or(|zone| offset(zone).is_some())
}

/// `hh` or `hh:mm`, in minutes.
fn offset(text: &str) -> Option<i128> {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "00"));
    Some(two(hours, 23)? * 60 + two(minutes, 59)?)
}

/// `YYYY-MM-DD`: days since the epoch.
fn days(text: &str) -> Option<i128> {
    let is_negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = unsigned.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_shaped = parts.next().is_none()
        && is_digits(year)
        && year.len() >= 4
        && [month, day]
            .iter()
            .all(|part| part.len() == 2 && is_digits(part));
    if !is_shaped {
        return None;
    }
    let size: i64 = year.parse().ok()?;
    let year = if is_negative { -size } else { size };
    let (month, day): (usize, i64) = (month.parse().ok()?, day.parse().ok()?);
    if !(1..=12).contains(&month)
        || !(1..=length(year, month)).contains(&day)
        || !(-292_275_054..=292_278_993).contains(&year)
    {
        return None;
    }
    let mut days = days_before(year);
    for earlier in 1..month {
        days += length(year, earlier);
    }
    Some(i128::from(days + day - 1))
}

/// Days from 1970-01-01 to the first of January of a year. Whole cycles of 400 years, 146,097 days each, are taken at
/// once: counting 292 million years one by one would take the night.
fn days_before(year: i64) -> i64 {
    let cycles = (year - 1970).div_euclid(400);
    let start = 1970 + 400 * cycles;
    (start..year).map(year_length).sum::<i64>() + 146_097 * cycles
}

fn year_length(year: i64) -> i64 {
    (1..=12).map(|month| length(year, month)).sum()
}

fn length(year: i64, month: usize) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `hh:mm[:ss[.fraction]][Z|+hh:mm|-hh:mm]`, in milliseconds of the day in UTC.
fn milliseconds(text: &str) -> Option<i128> {
    let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(place) => text.split_at(place),
        None => (text, "Z"),
    };
    let offset = match zone {
        "Z" | "z" => 0,
        zone if zone.starts_with('-') => -offset(&zone[1..])?,
        zone => offset(zone.strip_prefix('+')?)?,
    };
    let mut parts = clock.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    if parts.next().is_some() {
        return None;
    }
    let (seconds, fraction) = match seconds.split_once('.') {
        Some((seconds, fraction)) if is_digits(fraction) => (seconds, fraction),
        Some(_) => return None,
        None => (seconds, ""),
    };
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let thousandths: i128 = thousandths.parse().ok()?;
    let minute = two(hours, 23)? * 60 + two(minutes, 59)? - offset;
    Some((minute * 60 + two(seconds, 59)?) * 1000 + thousandths)
}

fn two(text: &str, most: i128) -> Option<i128> {
    let number: i128 = text.parse().ok()?;
    (text.len() == 2 && is_digits(text) && number <= most).then_some(number)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let new_year = Date::At(1_893_456_000_000);
        for (text, date) in [
            ("2030-01-01", new_year),
            ("2030-01-01T01:00+01:00", new_year),
            ("1893456000", new_year),
            ("2030-01-01T00:00:00.0009Z", new_year),
            ("1969-12-31T23:59:59Z", Date::At(-1000)),
            ("2024-02-29", Date::At(1_709_164_800_000)),
            ("2030", Date::Unclear),
            ("2030-02-30", Date::Unclear),
            ("2030-01", Date::Unclear),
            ("01T", Date::Unclear),
            ("2030-13-01", Date::No),
            ("tomorrow", Date::No),
        ] {
            assert_eq!(read(text), date, "{text}");
        }
    }
}
