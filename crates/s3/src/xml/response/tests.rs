//! Documents, byte for byte.

use jiff::Timestamp;

use super::*;
use crate::checksum::Checksum;
use crate::error::S3ErrorCode;
use crate::storage::{ListedObject, ObjectMetadata};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NS: &str = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
const ID: &str = "OWNER";

/// Compares a document with its golden text, with the namespace and the owner id written short.
#[track_caller]
fn golden(document: &str, expected: &str) {
    let short = document
        .replace(&canonical_user_id("111122223333"), ID)
        .replace(NS, "")
        .replace("&quot;", "\"");
    assert!(document.contains(NS));
    assert_eq!(short.strip_prefix(HEAD).unwrap(), expected);
}

fn time() -> Timestamp {
    Timestamp::from_second(784_111_777).unwrap()
}

fn page() -> ListPage {
    ListPage {
        objects: vec![ListedObject {
            key: "a b&/ü".to_owned(),
            size: 5,
            etag: "e".to_owned(),
            last_modified: time(),
            storage_class: "STANDARD".to_owned(),
            checksum_algorithm: ChecksumAlgorithm::Crc64Nvme,
            checksum_type: ChecksumType::FullObject,
        }],
        common_prefixes: vec!["p/".to_owned()],
        next: Some(After::Prefix("p/".to_owned())),
    }
}

fn head() -> ObjectHead {
    ObjectHead {
        key: "k".to_owned(),
        size: 5,
        etag: "e-2".to_owned(),
        last_modified: time(),
        storage_class: "STANDARD".to_owned(),
        checksum: Checksum {
            algorithm: ChecksumAlgorithm::Crc32,
            kind: ChecksumType::Composite,
            value: "AAAAAA==-2".to_owned(),
        },
        parts_count: Some(2),
        metadata: ObjectMetadata::default(),
    }
}

fn upload() -> UploadRecord {
    UploadRecord {
        key: "k".to_owned(),
        upload_id: "u".to_owned(),
        initiated: time(),
        initiator: "arn:aws:iam::111122223333:user/u".to_owned(),
        storage_class: "STANDARD".to_owned(),
        checksum: Some((ChecksumAlgorithm::Crc32, ChecksumType::Composite)),
        metadata: ObjectMetadata::default(),
    }
}

fn part() -> PartRecord {
    PartRecord {
        number: 3,
        size: 5,
        etag: "e".to_owned(),
        last_modified: time(),
        checksum: Some((ChecksumAlgorithm::Crc32, "AAAAAA==".to_owned())),
    }
}

#[test]
fn buckets() {
    let buckets = [BucketEntry {
        name: "b".to_owned(),
        creation_date: time(),
        region: "eu-west-1".to_owned(),
    }];
    golden(
        &list_buckets(&ListBucketsResult {
            account_id: "111122223333",
            buckets: &buckets,
            prefix: None,
            continuation_token: None,
            is_paged: false,
        }),
        "<ListAllMyBucketsResult><Owner><ID>OWNER</ID></Owner><Buckets><Bucket><Name>b</Name><CreationDate>1994-11-06T08:49:37.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>",
    );
    golden(&location_constraint("us-east-1"), "<LocationConstraint/>");
    golden(
        &location_constraint("eu-west-1"),
        "<LocationConstraint>eu-west-1</LocationConstraint>",
    );
    golden(
        &policy_status(true),
        "<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>",
    );
    golden(
        &public_access_block(&PublicAccessBlock {
            block_public_policy: true,
            ..PublicAccessBlock::default()
        }),
        "<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
    );
}

#[test]
fn listings() {
    let echo = ListEcho {
        bucket: "b",
        prefix: "",
        delimiter: Some("/"),
        max: 1000,
        url_encoded: false,
    };
    golden(
        &list_objects(&echo, "m", "111122223333", &page()),
        "<ListBucketResult><Name>b</Name><Prefix></Prefix><Marker>m</Marker><NextMarker>p/</NextMarker><MaxKeys>1000</MaxKeys><Delimiter>/</Delimiter><IsTruncated>true</IsTruncated><Contents><Key>a b&amp;/ü</Key><LastModified>1994-11-06T08:49:37.000Z</LastModified><ETag>\"e\"</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>5</Size><Owner><ID>OWNER</ID></Owner><StorageClass>STANDARD</StorageClass></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>",
    );
    let encoded = ListEcho {
        prefix: "a+",
        url_encoded: true,
        delimiter: None,
        ..echo
    };
    golden(
        &list_objects_v2(
            &encoded,
            &ListV2Echo {
                next_continuation_token: Some("t"),
                ..ListV2Echo::default()
            },
            &page(),
        ),
        "<ListBucketResult><Name>b</Name><Prefix>a%2B</Prefix><NextContinuationToken>t</NextContinuationToken><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><Contents><Key>a+b%26/%C3%BC</Key><LastModified>1994-11-06T08:49:37.000Z</LastModified><ETag>\"e\"</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>",
    );
}

#[test]
fn uploads() {
    golden(
        &initiate_multipart_upload("b", &upload()),
        "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>",
    );
    golden(
        &complete_multipart_upload("http://h/b/k", "b", &head()),
        "<CompleteMultipartUploadResult><Location>http://h/b/k</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e-2\"</ETag><ChecksumCRC32>AAAAAA==-2</ChecksumCRC32><ChecksumType>COMPOSITE</ChecksumType></CompleteMultipartUploadResult>",
    );
    let page = PartPage {
        upload: upload(),
        parts: vec![part()],
        is_truncated: true,
    };
    golden(
        &list_parts("b", 2, 1, "111122223333", &page),
        "<ListPartsResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId><PartNumberMarker>2</PartNumberMarker><NextPartNumberMarker>3</NextPartNumberMarker><MaxParts>1</MaxParts><IsTruncated>true</IsTruncated><Part><PartNumber>3</PartNumber><LastModified>1994-11-06T08:49:37.000Z</LastModified><ETag>\"e\"</ETag><Size>5</Size><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part><Initiator><ID>arn:aws:iam::111122223333:user/u</ID></Initiator><Owner><ID>OWNER</ID></Owner><StorageClass>STANDARD</StorageClass><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>COMPOSITE</ChecksumType></ListPartsResult>",
    );
    let page = UploadPage {
        uploads: vec![upload()],
        common_prefixes: Vec::new(),
        next: Some(After::Upload("k".to_owned(), "u".to_owned())),
    };
    let echo = ListEcho {
        bucket: "b",
        prefix: "k",
        delimiter: None,
        max: 1,
        url_encoded: false,
    };
    golden(
        &list_multipart_uploads(&echo, UploadMarkers::default(), "111122223333", &page),
        "<ListMultipartUploadsResult><Bucket>b</Bucket><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker><Prefix>k</Prefix><MaxUploads>1</MaxUploads><IsTruncated>true</IsTruncated><Upload><Key>k</Key><UploadId>u</UploadId><Initiator><ID>arn:aws:iam::111122223333:user/u</ID></Initiator><Owner><ID>OWNER</ID></Owner><StorageClass>STANDARD</StorageClass><Initiated>1994-11-06T08:49:37.000Z</Initiated><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>COMPOSITE</ChecksumType></Upload></ListMultipartUploadsResult>",
    );
}

#[test]
fn copies_and_deletes() {
    golden(
        &copy_object(&head()),
        "<CopyObjectResult><ETag>\"e-2\"</ETag><LastModified>1994-11-06T08:49:37.000Z</LastModified><ChecksumType>COMPOSITE</ChecksumType><ChecksumCRC32>AAAAAA==-2</ChecksumCRC32></CopyObjectResult>",
    );
    golden(
        &copy_part(&part()),
        "<CopyPartResult><ETag>\"e\"</ETag><LastModified>1994-11-06T08:49:37.000Z</LastModified><ChecksumCRC32>AAAAAA==</ChecksumCRC32></CopyPartResult>",
    );
    let entries = [
        DeleteResultEntry {
            key: "a".to_owned(),
            version_id: None,
            result: Ok(()),
        },
        DeleteResultEntry {
            key: "b".to_owned(),
            version_id: None,
            result: Err(S3ErrorCode::AccessDenied.into()),
        },
    ];
    let denied =
        "<Error><Key>b</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    golden(
        &delete_result(&entries, false),
        &format!("<DeleteResult><Deleted><Key>a</Key></Deleted>{denied}</DeleteResult>"),
    );
    golden(
        &delete_result(&entries, true),
        &format!("<DeleteResult>{denied}</DeleteResult>"),
    );
}
