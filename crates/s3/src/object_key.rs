//! The key of an object: any UTF-8 text of 1 to 1,024 bytes. It never becomes a file path.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>

use std::fmt;

use crate::error::{S3Error, S3ErrorCode};

/// An object key of allowed length.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// Parses a decoded key.
    ///
    /// # Errors
    /// `KeyTooLongError` past 1,024 bytes; `InvalidArgument` for an empty key.
    pub fn parse(key: impl Into<String>) -> Result<Self, S3Error> {
        let key = key.into();
        if key.is_empty() {
            return Err(S3Error::invalid_argument(
                "Object key must not be empty",
                "key",
                "",
            ));
        }
        if key.len() > LENGTH_MAX {
            return Err(S3Error::new(S3ErrorCode::KeyTooLongError)
                .with("Size", key.len().to_string())
                .with("MaxSizeAllowed", LENGTH_MAX.to_string()));
        }
        Ok(Self(key))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

const LENGTH_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_bytes() {
        for good in ["..", "a//b", "/", "a/", "\u{0}", "ü"] {
            assert_eq!(ObjectKey::parse(good).unwrap().as_str(), good);
        }
        assert!(ObjectKey::parse("ü".repeat(512)).is_ok());
        let error = ObjectKey::parse(format!("{}a", "ü".repeat(512))).unwrap_err();
        assert_eq!(error.code(), S3ErrorCode::KeyTooLongError);
        assert!(ObjectKey::parse("").is_err());
    }
}
