//! The query string: names and values in order, percent-decoded, `+` standing for a space.

use percent_encoding::percent_decode_str;

use crate::error::{S3Error, S3ErrorCode};

/// Decoded query parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Parses a query string without its `?`.
    ///
    /// # Errors
    /// `InvalidURI` when a part does not decode to UTF-8 or there are too many.
    pub fn parse(query: &str) -> Result<Self, S3Error> {
        let mut pairs = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            if pairs.len() == PARAMETERS_MAX {
                return Err(S3ErrorCode::InvalidURI.into());
            }
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// The value of the first parameter of this name; the empty string for a bare name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

fn decode(text: &str) -> Result<String, S3Error> {
    let text = text.replace('+', " ");
    percent_decode_str(&text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| S3ErrorCode::InvalidURI.into())
}

/// Parameters of one request; S3 defines far fewer.
const PARAMETERS_MAX: usize = 128;
