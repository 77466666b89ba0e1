//! Every operation at its place on the wire.

use http::{HeaderMap, Method};

use super::*;

fn named(line: &str, copy: bool) -> Result<Routed, S3Error> {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    if copy {
        headers.insert("x-amz-copy-source", "/b/k".parse().unwrap());
        headers.insert("x-amz-rename-source", "k".parse().unwrap());
        headers.insert("x-amz-request-route", "r".parse().unwrap());
    }
    let method: Method = method.parse().unwrap();
    route(
        &RawRequest {
            method: &method,
            host: "localhost",
            path,
            query,
            headers: &headers,
        },
        &[],
    )
}

/// Operation, request line, whether the headers that only copies and renames have are sent.
const REQUESTS: &[(&str, &str, bool)] = &[
    (
        "AbortMultipartUpload",
        "DELETE /bucket/key?uploadId=u",
        false,
    ),
    (
        "CompleteMultipartUpload",
        "POST /bucket/key?uploadId=u",
        false,
    ),
    ("CopyObject", "PUT /bucket/key", true),
    ("CreateBucket", "PUT /bucket", false),
    (
        "CreateBucketMetadataConfiguration",
        "POST /bucket?metadataConfiguration",
        false,
    ),
    (
        "CreateBucketMetadataTableConfiguration",
        "POST /bucket?metadataTable",
        false,
    ),
    ("CreateMultipartUpload", "POST /bucket/key?uploads", false),
    ("CreateSession", "GET /bucket?session", false),
    ("DeleteBucket", "DELETE /bucket", false),
    (
        "DeleteBucketAnalyticsConfiguration",
        "DELETE /bucket?analytics&id=1",
        false,
    ),
    ("DeleteBucketCors", "DELETE /bucket?cors", false),
    ("DeleteBucketEncryption", "DELETE /bucket?encryption", false),
    (
        "DeleteBucketIntelligentTieringConfiguration",
        "DELETE /bucket?intelligent-tiering&id=1",
        false,
    ),
    (
        "DeleteBucketInventoryConfiguration",
        "DELETE /bucket?inventory&id=1",
        false,
    ),
    ("DeleteBucketLifecycle", "DELETE /bucket?lifecycle", false),
    (
        "DeleteBucketMetadataConfiguration",
        "DELETE /bucket?metadataConfiguration",
        false,
    ),
    (
        "DeleteBucketMetadataTableConfiguration",
        "DELETE /bucket?metadataTable",
        false,
    ),
    (
        "DeleteBucketMetricsConfiguration",
        "DELETE /bucket?metrics&id=1",
        false,
    ),
    (
        "DeleteBucketOwnershipControls",
        "DELETE /bucket?ownershipControls",
        false,
    ),
    ("DeleteBucketPolicy", "DELETE /bucket?policy", false),
    (
        "DeleteBucketReplication",
        "DELETE /bucket?replication",
        false,
    ),
    ("DeleteBucketTagging", "DELETE /bucket?tagging", false),
    ("DeleteBucketWebsite", "DELETE /bucket?website", false),
    ("DeleteObject", "DELETE /bucket/key", false),
    ("DeleteObjectTagging", "DELETE /bucket/key?tagging", false),
    ("DeleteObjects", "POST /bucket?delete", false),
    (
        "DeletePublicAccessBlock",
        "DELETE /bucket?publicAccessBlock",
        false,
    ),
    ("GetBucketAbac", "GET /bucket?abac", false),
    (
        "GetBucketAccelerateConfiguration",
        "GET /bucket?accelerate",
        false,
    ),
    ("GetBucketAcl", "GET /bucket?acl", false),
    (
        "GetBucketAnalyticsConfiguration",
        "GET /bucket?analytics&id=1",
        false,
    ),
    ("GetBucketCors", "GET /bucket?cors", false),
    ("GetBucketEncryption", "GET /bucket?encryption", false),
    (
        "GetBucketIntelligentTieringConfiguration",
        "GET /bucket?intelligent-tiering&id=1",
        false,
    ),
    (
        "GetBucketInventoryConfiguration",
        "GET /bucket?inventory&id=1",
        false,
    ),
    (
        "GetBucketLifecycleConfiguration",
        "GET /bucket?lifecycle",
        false,
    ),
    ("GetBucketLocation", "GET /bucket?location", false),
    ("GetBucketLogging", "GET /bucket?logging", false),
    (
        "GetBucketMetadataConfiguration",
        "GET /bucket?metadataConfiguration",
        false,
    ),
    (
        "GetBucketMetadataTableConfiguration",
        "GET /bucket?metadataTable",
        false,
    ),
    (
        "GetBucketMetricsConfiguration",
        "GET /bucket?metrics&id=1",
        false,
    ),
    (
        "GetBucketNotificationConfiguration",
        "GET /bucket?notification",
        false,
    ),
    (
        "GetBucketOwnershipControls",
        "GET /bucket?ownershipControls",
        false,
    ),
    ("GetBucketPolicy", "GET /bucket?policy", false),
    ("GetBucketPolicyStatus", "GET /bucket?policyStatus", false),
    ("GetBucketReplication", "GET /bucket?replication", false),
    (
        "GetBucketRequestPayment",
        "GET /bucket?requestPayment",
        false,
    ),
    ("GetBucketTagging", "GET /bucket?tagging", false),
    ("GetBucketVersioning", "GET /bucket?versioning", false),
    ("GetBucketWebsite", "GET /bucket?website", false),
    ("GetObject", "GET /bucket/key?x-id=GetObject", false),
    (
        "GetObject",
        "GET /bucket/key?partNumber=1&versionId=null",
        false,
    ),
    ("GetObjectAcl", "GET /bucket/key?acl&versionId=1", false),
    ("GetObjectAttributes", "GET /bucket/key?attributes", false),
    ("GetObjectLegalHold", "GET /bucket/key?legal-hold", false),
    (
        "GetObjectLockConfiguration",
        "GET /bucket?object-lock",
        false,
    ),
    ("GetObjectRetention", "GET /bucket/key?retention", false),
    ("GetObjectTagging", "GET /bucket/key?tagging", true),
    ("GetObjectTorrent", "GET /bucket/key?torrent", false),
    (
        "GetPublicAccessBlock",
        "GET /bucket?publicAccessBlock",
        false,
    ),
    ("HeadBucket", "HEAD /bucket", false),
    ("HeadObject", "HEAD /bucket/key", false),
    (
        "ListBucketAnalyticsConfigurations",
        "GET /bucket?analytics",
        false,
    ),
    (
        "ListBucketIntelligentTieringConfigurations",
        "GET /bucket?intelligent-tiering",
        false,
    ),
    (
        "ListBucketInventoryConfigurations",
        "GET /bucket?inventory",
        false,
    ),
    (
        "ListBucketMetricsConfigurations",
        "GET /bucket?metrics",
        false,
    ),
    ("ListBuckets", "GET /?x-id=ListBuckets", false),
    ("ListMultipartUploads", "GET /bucket?uploads", false),
    ("ListObjectVersions", "GET /bucket?versions", false),
    ("ListObjects", "GET /bucket/?prefix=a", false),
    ("ListObjectsV2", "GET /bucket?list-type=2&prefix=acl", false),
    ("ListParts", "GET /bucket/key?uploadId=u", false),
    ("PostObject", "POST /bucket", false),
    ("PutBucketAbac", "PUT /bucket?abac", false),
    (
        "PutBucketAccelerateConfiguration",
        "PUT /bucket?accelerate",
        false,
    ),
    ("PutBucketAcl", "PUT /bucket?acl", false),
    (
        "PutBucketAnalyticsConfiguration",
        "PUT /bucket?analytics&id=1",
        false,
    ),
    ("PutBucketCors", "PUT /bucket?cors", false),
    ("PutBucketEncryption", "PUT /bucket?encryption", false),
    (
        "PutBucketIntelligentTieringConfiguration",
        "PUT /bucket?intelligent-tiering&id=1",
        false,
    ),
    (
        "PutBucketInventoryConfiguration",
        "PUT /bucket?inventory&id=1",
        false,
    ),
    (
        "PutBucketLifecycleConfiguration",
        "PUT /bucket?lifecycle",
        false,
    ),
    ("PutBucketLogging", "PUT /bucket?logging", false),
    (
        "PutBucketMetricsConfiguration",
        "PUT /bucket?metrics&id=1",
        false,
    ),
    (
        "PutBucketNotificationConfiguration",
        "PUT /bucket?notification",
        false,
    ),
    (
        "PutBucketOwnershipControls",
        "PUT /bucket?ownershipControls",
        false,
    ),
    ("PutBucketPolicy", "PUT /bucket?policy", false),
    ("PutBucketReplication", "PUT /bucket?replication", false),
    (
        "PutBucketRequestPayment",
        "PUT /bucket?requestPayment",
        false,
    ),
    ("PutBucketTagging", "PUT /bucket?tagging", false),
    ("PutBucketVersioning", "PUT /bucket?versioning", false),
    ("PutBucketWebsite", "PUT /bucket?website", false),
    ("PutObject", "PUT /bucket/key", false),
    ("PutObjectAcl", "PUT /bucket/key?acl", false),
    ("PutObjectLegalHold", "PUT /bucket/key?legal-hold", false),
    (
        "PutObjectLockConfiguration",
        "PUT /bucket?object-lock",
        false,
    ),
    ("PutObjectRetention", "PUT /bucket/key?retention", false),
    ("PutObjectTagging", "PUT /bucket/key?tagging", false),
    (
        "PutPublicAccessBlock",
        "PUT /bucket?publicAccessBlock",
        false,
    ),
    ("RenameObject", "PUT /bucket/key?renameObject", true),
    ("RestoreObject", "POST /bucket/key?restore", false),
    (
        "SelectObjectContent",
        "POST /bucket/key?select&select-type=2",
        false,
    ),
    (
        "UpdateBucketMetadataInventoryTableConfiguration",
        "PUT /bucket?metadataInventoryTable",
        false,
    ),
    (
        "UpdateBucketMetadataJournalTableConfiguration",
        "PUT /bucket?metadataJournalTable",
        false,
    ),
    (
        "UpdateObjectEncryption",
        "PUT /bucket/key?encryption",
        false,
    ),
    (
        "UploadPart",
        "PUT /bucket/key?partNumber=1&uploadId=u",
        false,
    ),
    (
        "UploadPartCopy",
        "PUT /bucket/key?partNumber=1&uploadId=u",
        true,
    ),
    (
        "WriteGetObjectResponse",
        "POST /WriteGetObjectResponse",
        true,
    ),
];

#[test]
fn every_operation_is_named() {
    for (operation, line, copy) in REQUESTS {
        let routed = named(line, *copy).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(routed.operation.name(), *operation, "{line}");
    }
    for operation in S3Operation::ALL {
        assert!(
            REQUESTS.iter().any(|(name, ..)| *name == operation.name()),
            "{} has no request",
            operation.name()
        );
    }
}

#[test]
fn the_operations_that_are_not_built_are_these() {
    // This list may only shrink.
    let count = S3Operation::ALL
        .iter()
        .filter(|operation| !operation.is_built())
        .count();
    assert_eq!(count, S3Operation::ALL.len() - 28);
}

#[test]
fn what_no_operation_is() {
    for (line, code) in [
        ("POST /", "MethodNotAllowed"),
        ("PATCH /bucket/key", "MethodNotAllowed"),
        ("POST /bucket?acl", "MethodNotAllowed"),
        ("HEAD /bucket/key?acl", "MethodNotAllowed"),
        ("PUT /bucket/key?renameObject", "MethodNotAllowed"),
        ("GET /bucket?acl&policy", "InvalidArgument"),
        ("POST /bucket/key?x-amz-copy-source", "MethodNotAllowed"),
        ("GET /bucket?list-type=3", "InvalidArgument"),
        ("GET /bucket/key?prefix=%ff", "InvalidURI"),
        ("GET /Bucket/key", "InvalidBucketName"),
        ("GET /bucket%2Fkey", "InvalidBucketName"),
    ] {
        assert_eq!(
            named(line, false).unwrap_err().code().as_str(),
            code,
            "{line}"
        );
    }
    let long = format!("GET /bucket/{}", "k".repeat(1025));
    assert_eq!(
        named(&long, false).unwrap_err().code(),
        S3ErrorCode::KeyTooLongError
    );
}

#[test]
fn a_sub_resource_of_buckets_is_none_of_objects() {
    let routed = named("GET /bucket/key?policy&location", false).unwrap();
    assert_eq!(routed.operation, S3Operation::GetObject);
    assert_eq!(routed.key.unwrap().as_str(), "key");
    assert_eq!(routed.bucket.unwrap().as_str(), "bucket");
}
