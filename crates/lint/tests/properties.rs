//! Whatever the document is, checking it ends, says where, and points into it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use lint::{Finding, PathElement, PolicyType, ResourceType, Scope, lint, lint_as, render};
use proptest::prelude::*;
use serde_json::Value;

const TYPES: [(PolicyType, Option<ResourceType>); 10] = [
    (PolicyType::Identity, None),
    (PolicyType::Resource, None),
    (PolicyType::Resource, Some(ResourceType::S3Bucket)),
    (PolicyType::Resource, Some(ResourceType::S3AccessPoint)),
    (
        PolicyType::Resource,
        Some(ResourceType::S3MultiRegionAccessPoint),
    ),
    (
        PolicyType::Resource,
        Some(ResourceType::S3ObjectLambdaAccessPoint),
    ),
    (
        PolicyType::Resource,
        Some(ResourceType::AssumeRolePolicyDocument),
    ),
    (PolicyType::Resource, Some(ResourceType::DynamoDbTable)),
    (PolicyType::ServiceControl, None),
    (PolicyType::ResourceControl, None),
];

/// The text between two UTF-16 offsets.
fn slice(units: &[u16], start: usize, end: usize) -> String {
    String::from_utf16(&units[start..end]).unwrap()
}

/// Every place lies in the document, and what stands there is what the path leads to.
fn points_into(document: &str, findings: &[Finding]) {
    let units: Vec<u16> = document.encode_utf16().collect();
    let root: Option<Value> = serde_json::from_str(document).ok();
    for location in findings.iter().flat_map(|finding| &finding.locations) {
        let (start, end) = (location.span.start, location.span.end);
        assert!(start <= end && end.offset <= units.len() && start.line >= 1);
        let before = slice(&units, 0, start.offset);
        assert_eq!(start.line, before.matches('\n').count() + 1);
        assert_eq!(
            start.column,
            before.rsplit('\n').next().unwrap().encode_utf16().count()
        );
        let text = slice(&units, start.offset, end.offset);
        if start == end {
            continue;
        }
        let mut value = root.as_ref().unwrap();
        for step in &location.path {
            match step {
                PathElement::Index(index) => value = &value[*index],
                PathElement::Value(name) => value = &value[name.as_str()],
                PathElement::Key(name) => {
                    assert!(value.get(name).is_some());
                    assert_eq!(serde_json::from_str::<String>(&text).unwrap(), *name);
                }
                PathElement::Substring { start, length } => {
                    let whole: Vec<u16> = value.as_str().unwrap().encode_utf16().collect();
                    let part = slice(&whole, *start, start + length);
                    assert_eq!(
                        serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap(),
                        part
                    );
                }
            }
        }
        if !matches!(
            location.path.last(),
            Some(PathElement::Key(_) | PathElement::Substring { .. })
        ) {
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *value);
        }
    }
    let starts: Vec<usize> = findings
        .iter()
        .map(|finding| finding.locations[0].span.start.offset)
        .collect();
    let is_cut = findings
        .iter()
        .any(|finding| finding.code == "CHECKS_INCOMPLETE");
    assert!(is_cut || starts.is_sorted());
}

fn check_as_everything(document: &str) {
    for (policy_type, resource_type) in TYPES {
        let scope = Scope {
            scp_wildcards_only_at_end: true,
            ..Scope::new(policy_type, resource_type)
        };
        let findings = lint_as(document, &scope);
        points_into(document, &findings);
        let text = render::text(document, "policy.json", &findings, render::Style::Colour);
        assert_eq!(text.is_empty(), findings.is_empty());
    }
}

fn text() -> impl Strategy<Value = String> {
    let words = [
        "*",
        "s3:GetObject",
        "s3:*",
        "s3*:x",
        "iam:PassRole",
        "sts:AssumeRole",
        "ec2:Describe*",
        "a:b:c",
        "aws:PrincipalArn",
        "aws:ResourceTag/x",
        "aws:SourceIp",
        "aws:userid",
        "token.actions.githubusercontent.com:sub",
        "saml:aud",
        "arn:aws:s3:::b/${aws:username}",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:sqs:us-east-1::q",
        "arn:*",
        "arn:${aws:x:y}:s3:::${a, 'b'}",
        "${",
        "${a",
        "${ }",
        "é${\u{10400}}*",
        "10.0.0.0/8",
        "true",
        "2020-01-01",
        "5",
        "Allow",
        "Deny",
        "2012-10-17",
        "",
        "\n\"\\",
        "AROAX",
        "sns.amazonaws.com",
        "repo:a/b:*",
    ];
    prop_oneof![
        4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => "[a-z*?:${}'é\u{10400}\\\\\"]{0,8}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "Version",
        "Id",
        "Statement",
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
        "AWS",
        "Service",
        "Federated",
        "StringLike",
        "StringEquals",
        "ForAnyValue:StringNotLike",
        "NullIfExists",
        "IpAddress",
        "Bool",
        "NumericLessThan",
        "DateEquals",
        "ArnLike",
    ];
    prop_oneof![4 => proptest::sample::select(names.to_vec()).prop_map(str::to_owned), 1 => text()]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        8 => text().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            2 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            5 => proptest::collection::btree_map(name(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn statement() -> impl Strategy<Value = Value> {
    let list = || {
        prop_oneof![
            text().prop_map(Value::from),
            proptest::collection::vec(text(), 0..5).prop_map(Value::from)
        ]
    };
    let block = || proptest::collection::btree_map(prop_oneof![text(), name()], list(), 0..3);
    let condition = proptest::collection::btree_map(name(), block(), 0..3);
    let elements = (list(), list(), list(), condition, text(), any::<u8>());
    elements.prop_map(|(action, resource, principal, condition, effect, shape)| {
        let not = |bit: u8, name: &str| {
            if shape & bit == 0 {
                name.to_owned()
            } else {
                format!("Not{name}")
            }
        };
        let effect = if shape & 8 == 0 {
            "Allow".to_owned()
        } else {
            effect
        };
        let member = if shape & 16 == 0 { "AWS" } else { "Federated" };
        serde_json::json!({
            "Effect": effect,
            not(1, "Action"): action,
            not(2, "Resource"): resource,
            not(4, "Principal"): { member: principal },
            "Condition": condition,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json(document in json()) {
        check_as_everything(&document.to_string());
        check_as_everything(&format!("{document:#}"));
    }

    #[test]
    fn any_statements(statements in proptest::collection::vec(statement(), 0..4), version in text()) {
        let document = serde_json::json!({"Version": version, "Statement": statements});
        check_as_everything(&format!("{document:#}"));
    }

    #[test]
    fn any_text(document in "\\PC{0,40}", cut in 0..200_usize) {
        check_as_everything(&document);
        let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"]}]}"#;
        check_as_everything(policy.get(..cut).unwrap_or(policy));
    }
}

/// A policy of one statement around 1 MB of entries.
fn large(member: &str, entry: impl Fn(usize) -> String) -> String {
    let mut entries = String::new();
    let mut number = 0;
    loop {
        let next = format!("{},", Value::from(entry(number)));
        if entries.len() + next.len() > lint::DOCUMENT_BYTES_MAX - 100 {
            break;
        }
        entries.push_str(&next);
        number += 1;
    }
    entries.pop();
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "{member}": [{entries}]}}}}"#
    )
}

/// Each of these takes ages where something is quadratic; the test ends, or it fails by not ending.
#[test]
fn large_documents_end() {
    let documents = [
        large("Action", |i| format!("s3:Get{i}*")),
        large("Action", |i| format!("ec2:Descrbe{i}")),
        large("Action", |i| format!("ec2:*a*{i}")),
        large("Action", |i| format!("ec{}:x", i % 1000)),
        large("Resource", |i| format!("arn:aws:s3:::b{i}")),
        large("Resource", |i| {
            format!("arn:aws:ec2:us-east-1:123456789012:*{i}*a*b*c")
        }),
        large("Resource", |_| "arn:aws:s3:::b".to_owned()),
        large("Resource", |i| "${a, 'b}".repeat(i % 3 + 1)),
        large("Resource", |i| {
            "a*".repeat(if i == 0 { 250_000 } else { 260_000 })
        }),
        large("Resource", |_| "${a, 'b}".repeat(60_000)),
        large("Resource", |i| {
            if i == 0 {
                "*a".repeat(100_000) + "b"
            } else {
                "a".repeat(600_000)
            }
        }),
        large("Sid", |i| i.to_string()),
    ];
    for document in documents {
        assert!(document.len() <= lint::DOCUMENT_BYTES_MAX);
        let findings = lint(&document, PolicyType::Identity, None);
        assert!(!findings.is_empty() && findings.len() <= 20_001);
        assert!(
            findings
                .iter()
                .all(|finding| finding.locations[0].span.end.offset <= document.len())
        );
    }
}

#[test]
fn what_is_too_large_is_said_to_be() {
    let code = |document: &str| {
        let findings = lint(document, PolicyType::Identity, None);
        assert_eq!(findings.len(), 1);
        findings[0].code
    };
    assert_eq!(
        code(&" ".repeat(lint::DOCUMENT_BYTES_MAX + 1)),
        "POLICY_TOO_LONG"
    );
    assert_eq!(code(&"[".repeat(1_000_000)), "POLICY_TOO_DEEP");
    assert_eq!(code(&"{\"a\":".repeat(100_000)), "POLICY_TOO_DEEP");
    let many = large("Action", |_| "x".to_owned());
    let findings = lint(&many, PolicyType::Identity, None);
    assert_eq!(findings.last().unwrap().code, "CHECKS_INCOMPLETE");
}
