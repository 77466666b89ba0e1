//! A case as a row of `conformance/policy/decisions`.

use serde_json::{Map, Value, json};

use crate::case::{Case, HOME, ResourceKind, Verdict};

/// The row, ready to be pasted: JSON is YAML's flow style.
pub fn row(case: &Case, name: &str, expected: Verdict) -> String {
    let mut row = Map::new();
    let mut put = |name: &str, value: Value, is_said: bool| {
        if is_said {
            row.insert(name.to_owned(), value);
        }
    };
    put("action", json!(case.action), case.action != "s3:GetObject");
    put(
        "request",
        json!(case.resource),
        case.resource != "arn:aws:s3:::b/k",
    );
    let owner = case.owner.as_deref().unwrap_or("none");
    put("owner", json!(owner), owner != HOME);
    let kind = match case.resource_kind {
        ResourceKind::Kms => "kms",
        _ => "trust",
    };
    let is_ordinary = case.resource_kind == ResourceKind::Ordinary;
    put("resource_kind", json!(kind), !is_ordinary);
    put("context", json!(case.context), !case.context.is_empty());
    put("rcp", json!(case.rcp), !case.rcp.is_empty());
    put("scp", json!(case.scp), !case.scp.is_empty());
    put(
        "vpc_endpoint",
        json!(case.vpc_endpoint),
        case.vpc_endpoint.is_some(),
    );
    put(
        "resource",
        json!(case.resource_policy),
        case.resource_policy.is_some(),
    );
    put("identity", json!(case.identity), !case.identity.is_empty());
    put("boundary", json!(case.boundary), case.boundary.is_some());
    put("session", json!(case.session), case.session.is_some());
    let members: String = row
        .iter()
        .map(|(name, value)| format!("{}: {value}, ", json!(name)))
        .collect();
    format!(
        "- {{\"name\": {}, \"caller\": {}, {members}\"expect\": {}}}",
        json!(name),
        json!(case.caller),
        json!(expected.text())
    )
}
