//! What is asked for, and what is always known.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::caller::{Caller, Kind};
use crate::case::{HOME, ResourceKind};
use crate::random::Random;

use super::noise;

pub struct Request {
    pub action: String,
    pub resource: String,
    pub owner: Option<String>,
    pub kind: ResourceKind,
    /// Nobody gets through without the resource's own policy.
    pub needs_policy: bool,
}

const OTHER: &str = "444455556666";

/// Ordinary requests; `A` stands for an account.
const ORDINARY: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::b/k"),
    ("s3:GetObject", "arn:aws:s3:::b/folder/a:b/object"),
    ("s3:GetObject", "arn:aws:s3:::b/é\u{10400}"),
    ("s3:PutObject", "arn:aws:s3:::b/a\nb"),
    ("s3:ListBucket", "arn:aws:s3:::b"),
    ("s3:ListAllMyBuckets", "*"),
    ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
    ("s3:DeleteBucketPolicy", "arn:aws:s3:::b"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::b"),
    ("s3:GetBucketPolicy", "arn:aws:s3:::b"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:A:q"),
    ("sqs:ListQueues", "*"),
    (
        "lambda:InvokeFunction",
        "arn:aws:lambda:eu-west-1:A:function:f:1",
    ),
    ("sns:Publish", "arn:aws:sns:eu-west-1:A:t"),
    ("iam:GetUser", "arn:aws:iam::A:user/team/Ada"),
    ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("ec2:DescribeInstances", "*"),
    ("x:Y", "arn:aws:x:e::u::f"),
    ("x:Y", "not-an-arn"),
];

pub fn request(random: &mut Random, caller: &Caller) -> Request {
    let account = if random.percent(75) { HOME } else { OTHER };
    let role = format!("arn:aws:iam::{account}:role/app/Target");
    let kind = match random.below(100) {
        _ if caller.kind == Kind::Provider && random.percent(80) => ResourceKind::Trust,
        0..=13 => ResourceKind::Trust,
        14..=23 => ResourceKind::Kms,
        _ => ResourceKind::Ordinary,
    };
    let (action, resource) = match kind {
        ResourceKind::Trust if caller.kind == Kind::Provider => {
            ("sts:AssumeRoleWithSAML".to_owned(), role)
        }
        ResourceKind::Trust => ("sts:AssumeRole".to_owned(), role),
        ResourceKind::Kms => (
            "kms:Decrypt".to_owned(),
            format!("arn:aws:kms:eu-west-1:{account}:key/k-1"),
        ),
        ResourceKind::Ordinary if random.percent(4) => special(random, account),
        ResourceKind::Ordinary if random.percent(12) => ("x:Y".to_owned(), noise::resource(random)),
        ResourceKind::Ordinary => {
            let (action, resource) = ORDINARY[random.below(ORDINARY.len())];
            let resource = resource.replace(":A:", &format!(":{account}:"));
            (action.to_owned(), resource)
        }
    };
    let action = match random.below(30) {
        0 => action.to_uppercase(),
        1 => action.to_lowercase(),
        _ => action,
    };
    let owner = match random.below(100) {
        0..=81 => Some(HOME.to_owned()),
        82..=93 => Some(OTHER.to_owned()),
        94..=96 => None,
        _ => caller.account.map(str::to_owned),
    };
    let is_foreign = caller.account != Some(account) || owner.as_deref() != caller.account;
    Request {
        action,
        resource,
        owner,
        kind,
        needs_policy: kind != ResourceKind::Ordinary || is_foreign,
    }
}

/// Actions that the evaluator knows by name.
fn special(random: &mut Random, account: &str) -> (String, String) {
    let (action, resource) = match random.below(4) {
        0 => ("sts:GetCallerIdentity", "*".to_owned()),
        1 => ("sts:GetSessionToken", "*".to_owned()),
        _ => ("sts:AssumeRoot", format!("arn:aws:iam::{account}:root")),
    };
    (action.to_owned(), resource)
}

/// Keys that variables may name; conditions add their own.
pub fn context() -> BTreeMap<String, Value> {
    let pairs = [
        ("aws:PrincipalAccount", json!(HOME)),
        ("aws:TagKeys", json!(["team", "Team"])),
        ("aws:username", json!("Ada")),
        ("empty", json!("")),
        ("none", json!([])),
        ("star", json!("*")),
        ("dollar", json!("${aws:username}")),
    ];
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
