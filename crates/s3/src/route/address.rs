//! Bucket and key of a request: from the path, or the bucket from the host.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::error::{S3Error, S3ErrorCode};

/// Where a request goes, decoded and not yet checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
}

impl Address {
    /// Takes the bucket from a host of the form `bucket.domain`, else from the first segment of the path.
    pub(super) fn parse(host: &str, path: &str, domains: &[String]) -> Result<Self, S3Error> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = match bucket_of_host(host, domains) {
            Some(bucket) => (bucket, path.to_owned()),
            None => match path.split_once('/') {
                Some((bucket, key)) => (decode(bucket)?.into_owned(), key.to_owned()),
                None => (decode(path)?.into_owned(), String::new()),
            },
        };
        // Decoded after the split, so that an encoded slash never moves the border of bucket and key.
        let key = decode(&key)?.into_owned();
        Ok(Self {
            bucket: Some(bucket).filter(|bucket| !bucket.is_empty()),
            key: Some(key).filter(|key| !key.is_empty()),
        })
    }
}

/// The bucket that the host names, if it is of the form `bucket.domain`.
pub(crate) fn bucket_of_host(host: &str, domains: &[String]) -> Option<String> {
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let host = host.to_ascii_lowercase();
    domains.iter().find_map(|domain| {
        let bucket = host
            .strip_suffix(domain.to_ascii_lowercase().as_str())?
            .strip_suffix('.')?;
        (!bucket.is_empty()).then(|| bucket.to_owned())
    })
}

fn decode(text: &str) -> Result<Cow<'_, str>, S3Error> {
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| S3ErrorCode::InvalidURI.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_and_keys() {
        let domains = ["s3.example.com".to_owned(), "example.com".to_owned()];
        for (host, path, bucket, key) in [
            ("example.com", "/", None, None),
            ("example.com", "", None, None),
            ("example.com", "/b", Some("b"), None),
            ("example.com", "/b/", Some("b"), None),
            ("example.com", "/b/k", Some("b"), Some("k")),
            ("example.com", "/b//k/", Some("b"), Some("/k/")),
            (
                "example.com",
                "/b/..%2F..%2fetc",
                Some("b"),
                Some("../../etc"),
            ),
            ("example.com", "/b/a+b%20c", Some("b"), Some("a+b c")),
            ("example.com", "/b%2Fk", Some("b/k"), None),
            ("127.0.0.1:4760", "/b/k", Some("b"), Some("k")),
            ("[::1]:4760", "/b/k", Some("b"), Some("k")),
            ("b.example.com", "/", Some("b"), None),
            ("b.example.com:4760", "/k/l", Some("b"), Some("k/l")),
            ("a.b.S3.Example.com", "/k", Some("a.b"), Some("k")),
            ("notexample.com", "/b/k", Some("b"), Some("k")),
        ] {
            let address = Address::parse(host, path, &domains).unwrap();
            assert_eq!(
                (address.bucket.as_deref(), address.key.as_deref()),
                (bucket, key),
                "{host}{path}"
            );
        }
        let error = Address::parse("example.com", "/b/%ff", &domains).unwrap_err();
        assert_eq!(error.code(), S3ErrorCode::InvalidURI);
    }
}
