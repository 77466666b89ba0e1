//! Access key ids: 16 to 128 word characters; those made by AWS are `AKIA` or `ASIA` and 16 more.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html>

use std::str::FromStr;
use std::sync::Arc;

use crate::ParseError;
use crate::text::text;

/// The public half of an access key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessKeyId(Arc<str>);

impl AccessKeyId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the id says that it is temporary, so that a session token must come with it.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.0.starts_with("ASIA")
    }
}

impl FromStr for AccessKeyId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fits = (16..=128).contains(&text.len());
        if fits
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            Ok(Self(text.into()))
        } else {
            Err(ParseError {
                kind: "access key id",
            })
        }
    }
}

text!(AccessKeyId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_to_128_word_characters() {
        assert!("AKIAIOSFODNN7EXAMPLE".parse::<AccessKeyId>().is_ok());
        assert!(
            "ASIAQNZGKIQY56JQ7WML"
                .parse::<AccessKeyId>()
                .unwrap()
                .is_temporary()
        );
        for bad in ["AKIA", "AKIAIOSFODNN7EXAMPL/", &"A".repeat(129)] {
            assert!(bad.parse::<AccessKeyId>().is_err(), "{bad}");
        }
    }
}
