//! The parameters of one request, from the URL's query and from the body.

use std::borrow::Cow;
use std::fmt;

use super::percent::decode_form;
use crate::CommonError;

/// The most parameters that one request may have; AWS names no number, its requests are far smaller.
pub const PARAMETERS_MAX: usize = 131_072;

/// The parameters of a request. Of a repeated name the first value stands, those of the URL before those of the body.
#[derive(Default)]
pub struct Params<'a> {
    /// Sorted by name, without repetition.
    entries: Vec<Entry<'a>>,
}

/// One parameter, decoded.
pub(super) struct Entry<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
}

/// The parameters are no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormError {
    /// A `%` is not followed by two hexadecimal digits.
    PercentEncoding,
    /// The decoded bytes are not UTF-8.
    Utf8,
    /// There are more than [`PARAMETERS_MAX`] parameters.
    TooMany,
}

impl<'a> Params<'a> {
    /// Reads the query of the URL and the body of a form; either may be empty.
    ///
    /// # Errors
    /// [`FormError`]; nothing is repaired or read lossily.
    pub fn parse(url_query: &'a [u8], body: &'a [u8]) -> Result<Self, FormError> {
        let mut entries = Vec::new();
        for form in [url_query, body] {
            let form = str::from_utf8(form).map_err(|_| FormError::Utf8)?;
            for pair in form.split('&').filter(|pair| !pair.is_empty()) {
                if entries.len() >= PARAMETERS_MAX {
                    return Err(FormError::TooMany);
                }
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let (name, value) = (decode_form(name)?, decode_form(value)?);
                entries.push(Entry {
                    name: without_leading_zeros(name),
                    value,
                });
            }
        }
        // INVARIANT: the sort is stable, so that the first of equal names comes first and is the one kept.
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries.dedup_by(|later, earlier| later.name == earlier.name);
        Ok(Self { entries })
    }

    /// The value of the parameter with exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.name.as_ref().cmp(name))
            .ok()?;
        self.entries.get(at).map(|entry| entry.value.as_ref())
    }

    /// The operation asked for.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.get("Action")
    }

    /// The API version asked for.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.get("Version")
    }

    /// The number of different names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no parameter at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }
}

/// Shows names only: values may be passwords.
impl fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.entries.iter().map(|entry| entry.name.as_ref()))
            .finish()
    }
}

/// AWS was observed to bind `Tags.member.01.Key` and `Tags.member.1.Value` to one element, so indexes lose their leading
/// zeros before names are compared.
fn without_leading_zeros(name: Cow<'_, str>) -> Cow<'_, str> {
    // Few names have a dot at all.
    if memchr::memchr(b'.', name.as_bytes()).is_none() || !name.contains(".0") {
        return name;
    }
    let plain = |segment: &str| -> bool {
        segment.starts_with('0') && segment.bytes().all(|b| b.is_ascii_digit())
    };
    let mut out = String::with_capacity(name.len());
    for (position, segment) in name.split('.').enumerate() {
        if position > 0 {
            out.push('.');
        }
        if plain(segment) {
            let significant = segment.trim_start_matches('0');
            out.push_str(if significant.is_empty() {
                "0"
            } else {
                significant
            });
        } else {
            out.push_str(segment);
        }
    }
    Cow::Owned(out)
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PercentEncoding => "a percent sign is not followed by two hexadecimal digits",
            Self::Utf8 => "a parameter is not UTF-8",
            Self::TooMany => "there are too many parameters",
        })
    }
}

impl std::error::Error for FormError {}

impl From<FormError> for CommonError {
    fn from(_: FormError) -> Self {
        Self::malformed_query_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_value_wins_and_the_url_comes_first() {
        let params = Params::parse(b"A=url", b"A=body&B=1&B=2&&C&D==x&E=a%3Db").unwrap();
        let values = ["A", "B", "C", "D", "E", "F"].map(|name| params.get(name));
        assert_eq!(
            values,
            [
                Some("url"),
                Some("1"),
                Some(""),
                Some("=x"),
                Some("a=b"),
                None
            ]
        );
    }

    #[test]
    fn leading_zeros_of_an_index_are_dropped() {
        for (name, expected) in [
            ("T.member.01.Key", "T.member.1.Key"),
            ("T.member.00", "T.member.0"),
            ("T.0x", "T.0x"),
            ("01", "01"),
        ] {
            assert_eq!(without_leading_zeros(Cow::Borrowed(name)), expected);
        }
    }

    #[test]
    fn debug_hides_values() {
        let params = Params::parse(b"", b"Password=hunter2").unwrap();
        assert_eq!(format!("{params:?}"), r#"{"Password"}"#);
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        let form = "a=&".repeat(PARAMETERS_MAX + 1);
        assert_eq!(
            Params::parse(b"", form.as_bytes()).err(),
            Some(FormError::TooMany)
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics(query in any::<Vec<u8>>(), body in any::<Vec<u8>>()) {
            let _ = Params::parse(&query, &body);
        }
    }
}
