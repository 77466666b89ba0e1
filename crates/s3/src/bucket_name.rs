//! The name of a general purpose bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use std::fmt;
use std::net::Ipv4Addr;

use crate::error::{S3Error, S3ErrorCode};

/// A bucket name that obeys the naming rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BucketName(String);

impl BucketName {
    /// Parses a name; the only check there is.
    ///
    /// # Errors
    /// `InvalidBucketName` with the offending name.
    pub fn parse(name: &str) -> Result<Self, S3Error> {
        if is_valid(name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(S3Error::new(S3ErrorCode::InvalidBucketName).with("BucketName", name))
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `arn:aws:s3:::name`.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.0)
    }

    /// `arn:aws:s3:::name/key`, with the key as undecoded UTF-8.
    #[must_use]
    pub fn object_arn(&self, key: &str) -> String {
        format!("arn:aws:s3:::{}/{key}", self.0)
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_valid(name: &str) -> bool {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    (LENGTH_MIN..=LENGTH_MAX).contains(&bytes.len())
        && bytes
            .iter()
            .all(|byte| alphanumeric(byte) || *byte == b'-' || *byte == b'.')
        && bytes.first().is_some_and(alphanumeric)
        && bytes.last().is_some_and(alphanumeric)
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !RESERVED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
        && !RESERVED_SUFFIXES
            .iter()
            .any(|suffix| name.ends_with(suffix))
}

const LENGTH_MIN: usize = 3;
const LENGTH_MAX: usize = 63;
const RESERVED_PREFIXES: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: [&str; 6] = [
    "-s3alias",
    "--ol-s3",
    ".mrap",
    "--x-s3",
    "--table-s3",
    "-an",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_guide() {
        let long = "a".repeat(63);
        for good in [
            "abc",
            "my-bucket",
            "my.bucket.1",
            "1a2",
            "a-.b",
            long.as_str(),
        ] {
            assert!(BucketName::parse(good).is_ok(), "{good}");
        }
        let too_long = "a".repeat(64);
        for bad in [
            "",
            "ab",
            too_long.as_str(),
            "Bucket",
            "buck_et",
            "-abc",
            "abc-",
            ".abc",
            "abc.",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "sthree-abc",
            "amzn-s3-demo-bucket",
            "abc-s3alias",
            "abc--ol-s3",
            "abc.mrap",
            "abc--x-s3",
            "abc--table-s3",
            "a/b",
            "bücket",
        ] {
            let error = BucketName::parse(bad).unwrap_err();
            assert_eq!(error.code(), S3ErrorCode::InvalidBucketName, "{bad}");
        }
    }

    #[test]
    fn arns_keep_the_key_as_it_is() {
        let bucket = BucketName::parse("docs").unwrap();
        assert_eq!(bucket.arn(), "arn:aws:s3:::docs");
        assert_eq!(bucket.object_arn("a b/../ü"), "arn:aws:s3:::docs/a b/../ü");
    }
}
