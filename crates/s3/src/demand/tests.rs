//! What each operation needs, as a table.

use std::collections::{BTreeMap, BTreeSet};

use http::{HeaderMap, Method};
use shapes::catalog;

use super::*;
use crate::route::{RawRequest, route};

fn input(line: &str, headers: &[(&'static str, &'static str)], document: &str) -> Input {
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
    Input::parse(
        &route(&request, &[]).unwrap(),
        &headers,
        document.as_bytes(),
    )
    .unwrap()
}

/// A check on one line: `action resource key=value …`.
fn line(check: &S3Check) -> String {
    let keys = check
        .keys
        .iter()
        .map(|(name, values)| format!(" {name}={}", values.join("|")));
    format!(
        "{} {}{}",
        check.action,
        check.resource,
        keys.collect::<String>()
    )
}

const B: &str = "arn:aws:s3:::bucket";

/// Request line, headers, document, checks.
type Row = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static [&'static str],
);

const CREATES: &str = " s3:objectcreationoperation=true";
const ROWS: &[Row] = &[
    ("GET /", &[], "", &["s3:ListAllMyBuckets arn:aws:s3:::*"]),
    ("PUT /bucket", &[], "", &["s3:CreateBucket B"]),
    (
        "PUT /bucket",
        &[
            ("x-amz-acl", "public-read"),
            ("x-amz-object-ownership", "BucketOwnerEnforced"),
        ],
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>",
        &[
            "s3:CreateBucket B s3:locationconstraint=eu-west-1 s3:x-amz-acl=public-read s3:x-amz-object-ownership=BucketOwnerEnforced",
            "s3:PutBucketAcl B s3:locationconstraint=eu-west-1 s3:x-amz-acl=public-read s3:x-amz-object-ownership=BucketOwnerEnforced",
            "s3:PutBucketOwnershipControls B s3:locationconstraint=eu-west-1 s3:x-amz-acl=public-read s3:x-amz-object-ownership=BucketOwnerEnforced",
        ],
    ),
    (
        "PUT /bucket",
        &[("x-amz-acl", "private")],
        "",
        &["s3:CreateBucket B s3:x-amz-acl=private"],
    ),
    ("DELETE /bucket", &[], "", &["s3:DeleteBucket B"]),
    ("HEAD /bucket", &[], "", &["s3:ListBucket B"]),
    ("GET /bucket?location", &[], "", &["s3:GetBucketLocation B"]),
    ("GET /bucket?policy", &[], "", &["s3:GetBucketPolicy B"]),
    ("PUT /bucket?policy", &[], "{}", &["s3:PutBucketPolicy B"]),
    (
        "DELETE /bucket?policy",
        &[],
        "",
        &["s3:DeleteBucketPolicy B"],
    ),
    (
        "GET /bucket?policyStatus",
        &[],
        "",
        &["s3:GetBucketPolicyStatus B"],
    ),
    (
        "GET /bucket?publicAccessBlock",
        &[],
        "",
        &["s3:GetBucketPublicAccessBlock B"],
    ),
    (
        "PUT /bucket?publicAccessBlock",
        &[],
        "<PublicAccessBlockConfiguration/>",
        &["s3:PutBucketPublicAccessBlock B"],
    ),
    (
        "DELETE /bucket?publicAccessBlock",
        &[],
        "",
        &["s3:PutBucketPublicAccessBlock B"],
    ),
    ("GET /bucket", &[], "", &["s3:ListBucket B"]),
    (
        "GET /bucket?prefix=",
        &[],
        "",
        &["s3:ListBucket B s3:prefix="],
    ),
    (
        "GET /bucket?list-type=2&prefix=a/&delimiter=/&max-keys=5",
        &[],
        "",
        &["s3:ListBucket B s3:prefix=a/ s3:delimiter=/ s3:max-keys=5"],
    ),
    (
        "GET /bucket?uploads",
        &[],
        "",
        &["s3:ListBucketMultipartUploads B"],
    ),
    ("GET /bucket/a%20b", &[], "", &["s3:GetObject B/a b"]),
    ("HEAD /bucket/k", &[], "", &["s3:GetObject B/k"]),
    (
        "GET /bucket/k?versionId=null",
        &[],
        "",
        &["s3:GetObjectVersion B/k s3:versionid=null"],
    ),
    (
        "PUT /bucket/k",
        &[("content-length", "0")],
        "",
        &["s3:PutObject B/k+"],
    ),
    (
        "PUT /bucket/k",
        &[
            ("content-length", "0"),
            ("x-amz-acl", "bucket-owner-full-control"),
            ("x-amz-grant-read", "id=1"),
            ("x-amz-storage-class", "STANDARD_IA"),
            ("if-none-match", "*"),
        ],
        "",
        &[
            "s3:PutObject B/k s3:x-amz-acl=bucket-owner-full-control s3:x-amz-grant-read=id=1 s3:x-amz-storage-class=STANDARD_IA s3:if-none-match=*+",
            "s3:PutObjectAcl B/k s3:x-amz-acl=bucket-owner-full-control s3:x-amz-grant-read=id=1 s3:x-amz-storage-class=STANDARD_IA",
        ],
    ),
    (
        "PUT /bucket/k",
        &[
            ("x-amz-copy-source", "/other/a%20b?versionId=null"),
            ("x-amz-metadata-directive", "REPLACE"),
        ],
        "",
        &[
            "s3:PutObject B/k s3:x-amz-copy-source=other/a b s3:x-amz-metadata-directive=REPLACE+",
            "s3:GetObjectVersion arn:aws:s3:::other/a b s3:versionid=null",
        ],
    ),
    (
        "POST /bucket/k?uploads",
        &[],
        "",
        &["s3:PutObject B/k s3:objectcreationoperation=false"],
    ),
    (
        "PUT /bucket/k?uploadId=u&partNumber=1",
        &[("content-length", "0")],
        "",
        &["s3:PutObject B/k s3:objectcreationoperation=false"],
    ),
    (
        "PUT /bucket/k?uploadId=u&partNumber=1",
        &[("x-amz-copy-source", "other/k")],
        "",
        &[
            "s3:PutObject B/k s3:objectcreationoperation=false s3:x-amz-copy-source=other/k",
            "s3:GetObject arn:aws:s3:::other/k",
        ],
    ),
    (
        "POST /bucket/k?uploadId=u",
        &[("if-match", "e")],
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>",
        &["s3:PutObject B/k s3:if-match=e+"],
    ),
    (
        "DELETE /bucket/k?uploadId=u",
        &[],
        "",
        &["s3:AbortMultipartUpload B/k"],
    ),
    (
        "GET /bucket/k?uploadId=u",
        &[],
        "",
        &["s3:ListMultipartUploadParts B/k"],
    ),
    (
        "GET /bucket/k?tagging",
        &[],
        "",
        &["s3:GetObjectTagging B/k"],
    ),
    (
        "GET /bucket/k?tagging&versionId=null",
        &[],
        "",
        &["s3:GetObjectVersionTagging B/k s3:versionid=null"],
    ),
    ("DELETE /bucket/k", &[], "", &["s3:DeleteObject B/k"]),
    (
        "DELETE /bucket/k?versionId=null",
        &[
            ("if-match", "e"),
            ("x-amz-bypass-governance-retention", "true"),
        ],
        "",
        &[
            "s3:DeleteObjectVersion B/k s3:versionid=null s3:if-match=e",
            "s3:BypassGovernanceRetention B/k s3:versionid=null s3:if-match=e",
        ],
    ),
    (
        "POST /bucket?delete",
        &[("content-md5", "x")],
        "<Delete><Object><Key>k</Key></Object></Delete>",
        &[],
    ),
];

#[test]
fn the_matrix_of_operations() {
    for (request, headers, document, expected) in ROWS {
        let demand = demand(&input(request, headers, document));
        let lines: Vec<String> = demand.checks.iter().map(line).collect();
        let expected: Vec<String> = expected
            .iter()
            .map(|line| match line.strip_suffix('+') {
                Some(line) => format!("{}{CREATES}", line.replacen(" B", &format!(" {B}"), 1)),
                None => line.replacen(" B", &format!(" {B}"), 1),
            })
            .collect();
        assert_eq!(lines, expected, "{request}");
    }
}

#[test]
fn a_missing_key_is_told_only_to_who_may_list() {
    let read = demand(&input("GET /bucket/k", &[], ""));
    assert_eq!(
        line(&read.when_key_is_missing.unwrap()),
        format!("s3:ListBucket {B}")
    );
    let copy = demand(&input(
        "PUT /bucket/k",
        &[("x-amz-copy-source", "other/k")],
        "",
    ));
    assert_eq!(
        line(&copy.when_key_is_missing.unwrap()),
        "s3:ListBucket arn:aws:s3:::other"
    );
    let delete = demand(&input("DELETE /bucket/k", &[], ""));
    assert_eq!(delete.when_key_is_missing, None);
}

#[test]
fn entries_of_a_batch_are_decided_one_by_one() {
    let document = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>null</VersionId><ETag>e</ETag></Object></Delete>";
    let batch = demand(&input(
        "POST /bucket?delete",
        &[("content-md5", "x")],
        document,
    ));
    let lines: Vec<Vec<String>> = batch
        .of_entries
        .iter()
        .map(|checks| checks.iter().map(line).collect())
        .collect();
    assert_eq!(
        lines,
        [
            vec![format!("s3:DeleteObject {B}/a")],
            vec![format!(
                "s3:DeleteObjectVersion {B}/b s3:versionid=null s3:if-match=e"
            )],
        ]
    );
}

#[test]
fn bucket_policies_are_for_the_owners_account() {
    for (request, document, expected) in [
        ("GET /bucket?policy", "", true),
        ("PUT /bucket?policy", "{}", true),
        ("DELETE /bucket?policy", "", true),
        ("GET /bucket", "", false),
    ] {
        assert_eq!(
            demand(&input(request, &[], document)).is_for_owner_account,
            expected,
            "{request}"
        );
    }
}

/// Every key that the catalog lists for an action is there in some request of it, unless a list says why not.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
#[test]
fn the_keys_of_the_catalog_are_filled() {
    let mut filled: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let rows = ROWS
        .iter()
        .map(|(request, headers, document, _)| (*request, *headers, *document));
    for (request, headers, document) in rows.chain(WITH_MORE_KEYS.iter().copied()) {
        let demand = demand(&input(request, headers, document));
        let of_entries = demand.of_entries.iter().flatten();
        let checks = demand.checks.iter().chain(of_entries);
        for check in checks.chain(&demand.when_key_is_missing) {
            let names = check.keys.iter().map(|(name, _)| (*name).to_owned());
            let every = EVERY.iter().map(|name| (*name).to_owned());
            filled
                .entry(check.action)
                .or_default()
                .extend(names.chain(every));
        }
    }
    let mut unfilled = BTreeSet::new();
    for (action, names) in &filled {
        for key in listed(action) {
            if !names.contains(&key.to_ascii_lowercase()) {
                unfilled.insert(format!("{action} {key}"));
            }
        }
    }
    let exceptions = include_str!("../../../../conformance/operations/unfilled-keys.txt");
    let exceptions: BTreeSet<(&str, &str)> = exceptions
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(action, _)| action.starts_with("s3:"))
        .flat_map(|(action, keys)| keys.split(' ').map(move |key| (action, key)))
        .collect();
    let mut unexplained = unfilled.clone();
    for (action, key) in exceptions {
        let used = match action {
            "s3:*" => unfilled
                .iter()
                .filter(|one| one.ends_with(&format!(" {key}")))
                .cloned()
                .collect(),
            action => unfilled
                .get(&format!("{action} {key}"))
                .cloned()
                .into_iter()
                .collect::<Vec<_>>(),
        };
        assert!(!used.is_empty(), "{action} {key} needs no exception");
        for one in used {
            unexplained.remove(&one);
        }
    }
    assert_eq!(unexplained, BTreeSet::new());
}

/// The keys that the catalog lists for an action, on itself and on its types of resources.
fn listed(action: &str) -> BTreeSet<&'static str> {
    let Some(action) = catalog::action(action) else {
        return BTreeSet::new();
    };
    let types = action.resources.iter().filter_map(|resource| {
        let service = catalog::service(action.service)?;
        Some(
            &service
                .resource_type(resource.resource_type)?
                .condition_keys,
        )
    });
    let own = action
        .resources
        .iter()
        .map(|resource| &resource.condition_keys);
    let all = types.chain(own).chain([&action.condition_keys]);
    all.flatten().copied().collect()
}

/// Request line, headers, document.
type Asked = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Requests that have the keys which none of [`ROWS`] has.
const WITH_MORE_KEYS: &[Asked] = &[
    ("PUT /bucket", GRANTS, ""),
    ("PUT /bucket", &[("x-amz-bucket-namespace", "global")], ""),
    ("PUT /bucket/k", GRANTS, ""),
    ("DELETE /bucket/k", &[("if-match", "e")], ""),
];

const GRANTS: &[(&str, &str)] = &[
    ("content-length", "0"),
    ("x-amz-grant-full-control", "id=1"),
    ("x-amz-grant-read", "id=1"),
    ("x-amz-grant-read-acp", "id=1"),
    ("x-amz-grant-write", "id=1"),
    ("x-amz-grant-write-acp", "id=1"),
];

/// What the front knows of every signed request.
const EVERY: &[&str] = &[
    "s3:authtype",
    "s3:resourceaccount",
    "s3:signatureage",
    "s3:signatureversion",
    "s3:tlsversion",
    "s3:x-amz-content-sha256",
];
