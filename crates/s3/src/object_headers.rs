//! The headers of answers about objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::checksum::{Checksum, ChecksumType};
use crate::http_date;
use crate::input::ResponseOverrides;
use crate::storage::{ObjectHead, PartRecord};

/// GetObject and HeadObject, but for length and range. `show_checksum` is for whole objects whose request
/// enabled the checksum mode.
#[must_use]
pub fn of_read(head: &ObjectHead, overrides: &ResponseOverrides, show_checksum: bool) -> HeaderMap {
    let mut headers = of_unmodified(head);
    set(&mut headers, header::ACCEPT_RANGES, "bytes");
    let stored = &head.metadata;
    let content_type = stored.content_type.as_deref().unwrap_or(USUAL_CONTENT_TYPE);
    set(&mut headers, header::CONTENT_TYPE, content_type);
    for (name, value) in [
        (header::CACHE_CONTROL, &stored.cache_control),
        (header::CONTENT_DISPOSITION, &stored.content_disposition),
        (header::CONTENT_ENCODING, &stored.content_encoding),
        (header::CONTENT_LANGUAGE, &stored.content_language),
        (header::EXPIRES, &stored.expires),
    ] {
        if let Some(value) = value {
            set(&mut headers, name, value);
        }
    }
    for (name, value) in &stored.user {
        if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}")) {
            set(&mut headers, name, value);
        }
    }
    if head.storage_class != "STANDARD" {
        set(
            &mut headers,
            HeaderName::from_static("x-amz-storage-class"),
            &head.storage_class,
        );
    }
    if show_checksum {
        add_checksum(&mut headers, &head.checksum);
    }
    for (name, value) in &overrides.0 {
        set(&mut headers, HeaderName::from_static(name), value);
    }
    headers
}

/// The validators of an object: all that a 304 carries.
#[must_use]
pub fn of_unmodified(head: &ObjectHead) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::ETAG, &format!("\"{}\"", head.etag));
    set(
        &mut headers,
        header::LAST_MODIFIED,
        &http_date::header(head.last_modified),
    );
    headers
}

/// PutObject.
#[must_use]
pub fn of_put(head: &ObjectHead) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::ETAG, &format!("\"{}\"", head.etag));
    add_checksum(&mut headers, &head.checksum);
    headers
}

/// UploadPart.
#[must_use]
pub fn of_part(part: &PartRecord) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::ETAG, &format!("\"{}\"", part.etag));
    if let Some((algorithm, value)) = &part.checksum {
        set(
            &mut headers,
            HeaderName::from_static(algorithm.header()),
            value,
        );
    }
    headers
}

fn add_checksum(headers: &mut HeaderMap, checksum: &Checksum) {
    set(
        headers,
        HeaderName::from_static(checksum.algorithm.header()),
        &checksum.value,
    );
    let kind: ChecksumType = checksum.kind;
    set(
        headers,
        HeaderName::from_static("x-amz-checksum-type"),
        kind.as_str(),
    );
}

/// Sets a header. Everything stored was a header once, so a value that is none cannot occur; should the index
/// have been changed by other hands, the header is left out and never split in two.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(name, value);
    }
}

/// What S3 says of an object whose upload named no type.
const USUAL_CONTENT_TYPE: &str = "binary/octet-stream";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::ChecksumAlgorithm;
    use crate::storage::ObjectMetadata;

    fn head() -> ObjectHead {
        ObjectHead {
            key: "k".to_owned(),
            size: 1,
            etag: "e".to_owned(),
            last_modified: jiff::Timestamp::from_second(784_111_777).unwrap(),
            storage_class: "STANDARD_IA".to_owned(),
            checksum: Checksum {
                algorithm: ChecksumAlgorithm::Crc32,
                kind: ChecksumType::FullObject,
                value: "AAAAAA==".to_owned(),
            },
            parts_count: None,
            metadata: ObjectMetadata {
                content_language: Some("de".to_owned()),
                user: [("colour".to_owned(), "grün".to_owned())].into(),
                ..ObjectMetadata::default()
            },
        }
    }

    #[test]
    fn stored_headers_come_back() {
        let overrides = ResponseOverrides(vec![("content-type", "text/html".to_owned())]);
        let headers = of_read(&head(), &overrides, true);
        let mut shown: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        shown.sort();
        assert_eq!(
            shown,
            [
                "accept-ranges: bytes",
                "content-language: de",
                "content-type: text/html",
                "etag: \"e\"",
                "last-modified: Sun, 06 Nov 1994 08:49:37 GMT",
                "x-amz-checksum-crc32: AAAAAA==",
                "x-amz-checksum-type: FULL_OBJECT",
                "x-amz-meta-colour: grün",
                "x-amz-storage-class: STANDARD_IA",
            ]
        );
        let plain = of_read(&head(), &ResponseOverrides::default(), false);
        assert_eq!(plain["content-type"], USUAL_CONTENT_TYPE);
        assert!(!plain.contains_key("x-amz-checksum-crc32"));
    }
}
