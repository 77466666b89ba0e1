//! Requests become inputs, or the error that AWS has for them.

use http::Method;

use super::*;
use crate::route::{RawRequest, route};

fn parse(
    line: &str,
    headers: &[(&'static str, &'static str)],
    document: &str,
) -> Result<Input, S3Error> {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    let method: Method = method.parse().unwrap();
    let request = RawRequest {
        method: &method,
        host: "localhost",
        path,
        query,
        headers: &headers,
    };
    Input::parse(&route(&request, &[])?, &headers, document.as_bytes())
}

#[test]
fn what_would_change_the_meaning_is_refused() {
    for (line, headers, code) in [
        ("GET /bucket?acl", &[][..], "NotImplemented"),
        ("GET /bucket/k?versionId=3", &[], "InvalidArgument"),
        ("GET /bucket/k?partNumber=0", &[], "InvalidArgument"),
        ("GET /bucket/k?partNumber=10001", &[], "InvalidArgument"),
        (
            "GET /bucket/k?partNumber=1",
            &[("range", "bytes=0-1")],
            "InvalidRequest",
        ),
        (
            "GET /bucket/k?response-content-type=a%0d%0ab",
            &[],
            "InvalidArgument",
        ),
        (
            "GET /bucket/k",
            &[("x-amz-server-side-encryption-customer-key", "x")],
            "NotImplemented",
        ),
        (
            "GET /bucket/k",
            &[("x-amz-expected-bucket-owner", "me")],
            "InvalidBucketOwnerAWSAccountID",
        ),
        ("PUT /bucket/k", &[], "MissingContentLength"),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("x-amz-tagging", "a=b")],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[
                ("content-length", "0"),
                ("x-amz-server-side-encryption", "AES256"),
            ],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[
                ("content-length", "0"),
                ("x-amz-object-lock-mode", "GOVERNANCE"),
            ],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[
                ("content-length", "0"),
                ("x-amz-website-redirect-location", "/"),
            ],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("x-amz-checksum-xxhash64", "x")],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("x-amz-storage-class", "GLACIER")],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("x-amz-storage-class", "GOLD")],
            "InvalidStorageClass",
        ),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("x-amz-acl", "mine")],
            "InvalidArgument",
        ),
        (
            "PUT /bucket/k",
            &[("content-length", "0"), ("if-none-match", "e")],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[("x-amz-copy-source", "bucket")],
            "InvalidArgument",
        ),
        (
            "PUT /bucket/k",
            &[("x-amz-copy-source", "bucket/k?versionId=7")],
            "InvalidArgument",
        ),
        (
            "PUT /bucket/k",
            &[(
                "x-amz-copy-source",
                "arn:aws:s3:us-east-1:1:accesspoint/a/object/k",
            )],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k",
            &[
                ("x-amz-copy-source", "bucket/k"),
                ("x-amz-metadata-directive", "MERGE"),
            ],
            "InvalidArgument",
        ),
        (
            "PUT /bucket/k",
            &[
                ("x-amz-copy-source", "bucket/k"),
                ("x-amz-tagging-directive", "REPLACE"),
            ],
            "NotImplemented",
        ),
        (
            "PUT /bucket/k?uploadId=u",
            &[("content-length", "0")],
            "InvalidArgument",
        ),
        (
            "POST /bucket/k?uploads",
            &[("x-amz-checksum-type", "COMPOSITE")],
            "InvalidRequest",
        ),
        (
            "POST /bucket/k?uploads",
            &[
                ("x-amz-checksum-algorithm", "SHA1"),
                ("x-amz-checksum-type", "FULL_OBJECT"),
            ],
            "InvalidRequest",
        ),
        (
            "PUT /bucket",
            &[("x-amz-bucket-object-lock-enabled", "true")],
            "NotImplemented",
        ),
        (
            "PUT /bucket",
            &[("x-amz-object-ownership", "ObjectWriter")],
            "NotImplemented",
        ),
        (
            "PUT /bucket",
            &[("x-amz-object-ownership", "Mine")],
            "InvalidArgument",
        ),
        (
            "PUT /bucket",
            &[("x-amz-bucket-namespace", "account-regional")],
            "NotImplemented",
        ),
        ("PUT /bucket?policy", &[], "MissingRequestBodyError"),
        ("POST /bucket?delete", &[], "InvalidRequest"),
        ("GET /bucket?max-keys=x", &[], "InvalidArgument"),
        ("GET /bucket?max-keys=-1", &[], "InvalidArgument"),
        ("GET /bucket?encoding-type=base64", &[], "InvalidArgument"),
        (
            "GET /bucket?list-type=2&continuation-token=x",
            &[],
            "InvalidArgument",
        ),
        ("GET /?max-buckets=0", &[], "InvalidArgument"),
    ] {
        let error = parse(line, headers, "").map(|_| ()).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{line} {headers:?}");
    }
}

#[test]
fn metadata_is_bounded_and_loses_the_transfer_coding() {
    let Ok(Input::PutObject(put)) = parse(
        "PUT /bucket/k",
        &[
            ("content-encoding", "aws-chunked, gzip"),
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", "7"),
            ("x-amz-meta-Colour", "blue"),
            ("x-amz-tagging-directive", "COPY"),
        ],
        "",
    ) else {
        panic!("no PutObject");
    };
    assert_eq!(put.write.metadata.content_encoding.as_deref(), Some("gzip"));
    assert_eq!(put.write.metadata.user["colour"], "blue");
    assert_eq!(put.expected.length, Some(7));

    let long: &'static str = Box::leak("v".repeat(2048).into_boxed_str());
    let error = parse(
        "PUT /bucket/k",
        &[("content-length", "0"), ("x-amz-meta-a", long)],
        "",
    )
    .unwrap_err();
    assert_eq!(error.code(), S3ErrorCode::MetadataTooLarge);
}

#[test]
fn a_page_ends_in_a_token_that_begins_the_next_one() {
    use crate::storage::After;
    for after in [
        After::Key("k\u{0}ü".to_owned()),
        After::Prefix("p/".to_owned()),
    ] {
        let line = format!(
            "GET /bucket?list-type=2&start-after=z&continuation-token={}",
            encode_token(&after)
        );
        let Ok(Input::ListObjectsV2(list)) = parse(&line, &[], "") else {
            panic!("no ListObjectsV2");
        };
        assert_eq!(list.after, Some(after));
        assert_eq!(list.max_keys, 1000);
    }
    let Ok(Input::ListObjects(list)) =
        parse("GET /bucket?marker=a/&delimiter=/&max-keys=9999", &[], "")
    else {
        panic!("no ListObjects");
    };
    assert_eq!(list.after(), Some(After::Prefix("a/".to_owned())));
    assert_eq!(list.max_keys, 1000);
}

#[test]
fn acls_are_refused_after_the_decision() {
    for (line, header, status) in [
        ("PUT /bucket/k", ("x-amz-acl", "private"), None),
        (
            "PUT /bucket/k",
            ("x-amz-acl", "bucket-owner-full-control"),
            None,
        ),
        (
            "PUT /bucket/k",
            ("x-amz-acl", "public-read"),
            Some("AccessControlListNotSupported"),
        ),
        (
            "PUT /bucket/k",
            ("x-amz-grant-read", "id=1"),
            Some("AccessControlListNotSupported"),
        ),
        ("PUT /bucket", ("x-amz-acl", "private"), None),
        (
            "PUT /bucket",
            ("x-amz-acl", "public-read"),
            Some("InvalidBucketAclWithObjectOwnership"),
        ),
    ] {
        let input = parse(line, &[("content-length", "0"), header], "").unwrap();
        let refused = input.refuse_acl().err().map(|error| error.code().as_str());
        assert_eq!(refused, status, "{line} {header:?}");
    }
}

#[test]
fn regions_of_new_buckets() {
    for (constraint, endpoint, outcome) in [
        ("", "us-east-1", Ok("us-east-1")),
        ("", "eu-west-1", Err("IllegalLocationConstraintException")),
        ("us-east-1", "us-east-1", Err("InvalidLocationConstraint")),
        ("eu-west-1", "eu-west-1", Ok("eu-west-1")),
        ("EU", "eu-west-1", Ok("eu-west-1")),
        (
            "eu-west-1",
            "us-east-1",
            Err("IllegalLocationConstraintException"),
        ),
    ] {
        let document = format!(
            "<CreateBucketConfiguration><LocationConstraint>{constraint}</LocationConstraint></CreateBucketConfiguration>"
        );
        let Ok(Input::CreateBucket(create)) = parse("PUT /bucket", &[], &document) else {
            panic!("no CreateBucket");
        };
        let region = create
            .region(endpoint)
            .map_err(|error| error.code().as_str());
        assert_eq!(region, outcome, "{constraint} at {endpoint}");
    }
}

#[test]
fn policies_are_json_of_bounded_length() {
    let long = format!("{{{}}}", " ".repeat(20 * 1024));
    for (document, message) in [
        ("[]", bucket::NOT_JSON),
        ("x", bucket::NOT_JSON),
        (
            long.as_str(),
            "Policy exceeds the maximum allowed document size.",
        ),
    ] {
        let error = parse("PUT /bucket?policy", &[], document).unwrap_err();
        assert_eq!(
            (error.code(), error.text()),
            (S3ErrorCode::MalformedPolicy, message)
        );
    }
}
