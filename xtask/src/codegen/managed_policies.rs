//! Writes the AWS managed policies: one compressed file of JSON lines.
//!
//! `crates/records/generated/aws_managed_policies.zst` is one zstd frame of UTF-8 lines, one JSON object a policy, sorted by
//! ARN, with the text members `arn`, `name`, `path`, `id`, `default_version_id`, `create_date`, `update_date` (RFC 3339, UTC,
//! seconds) and `document` (the policy document's own JSON text).

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{File, patches, zipped};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    create_date: String,
    default_version_id: String,
    document: Value,
    path: String,
    update_date: String,
}

/// Reads the policies of moto, whose module holds them as one JSON text.
pub(super) fn files(package: &Path) -> Result<Vec<File>, String> {
    let path = package.join("moto/iam/aws_managed_policies.py");
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let source = std::fs::read_to_string(&path).map_err(|error| failed(&error))?;
    let text = source
        .split("\"\"\"")
        .nth(1)
        .ok_or_else(|| failed(&"it holds no text"))?;
    if text.contains('\\') {
        return Err(failed(
            &"its text has escapes, which Python would undo first",
        ));
    }
    let policies: BTreeMap<String, Policy> =
        serde_json::from_str(text).map_err(|error| failed(&error))?;
    let mut by_arn = BTreeMap::new();
    for (name, policy) in &policies {
        by_arn.insert(
            format!("arn:aws:iam::aws:policy{}{name}", policy.path),
            (name, policy),
        );
    }
    let mut lines = String::new();
    for (arn, (name, policy)) in by_arn {
        let (create_date, update_date) = (utc(&policy.create_date)?, utc(&policy.update_date)?);
        let line = json!({
            "arn": arn,
            "name": name,
            "path": policy.path,
            "id": policy_id(&arn),
            "default_version_id": policy.default_version_id,
            "create_date": create_date,
            "update_date": update_date,
            "document": document(&policy.document),
        })
        .to_string();
        lines.push_str(&line);
        lines.push('\n');
    }
    Ok(vec![File::new(
        "crates/records/generated/aws_managed_policies.zst",
        zipped::pack(lines.as_bytes())?,
    )])
}

/// `2015-02-06T18:39:46+00:00` → `2015-02-06T18:39:46Z`.
fn utc(date: &str) -> Result<String, String> {
    let date = date
        .strip_suffix("+00:00")
        .ok_or_else(|| format!("`{date}` is not in UTC"))?;
    Ok(format!("{date}Z"))
}

/// The package has no ids. Policies whose id is not known get one from their ARN, the same for ever: `ANPA` and 17 letters
/// or digits.
fn policy_id(arn: &str) -> String {
    if let Some((_, id)) = patches::POLICY_IDS.iter().find(|(known, _)| *known == arn) {
        return (*id).to_owned();
    }
    const ALPHABET: [char; 32] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R',
        'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7',
    ];
    let digits = Sha256::digest(arn.as_bytes()).into_iter().take(17);
    let letters = digits.filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    "ANPA".chars().chain(letters.copied()).collect()
}

/// The document on one line, its members in the order in which AWS writes policies; the package has them in the alphabet's.
fn document(document: &Value) -> String {
    const ORDER: &[&str] = &[
        "Version",
        "Id",
        "Statement",
        "Sid",
        "Effect",
        "Principal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    match document {
        Value::Object(members) => object(members, ORDER),
        other => other.to_string(),
    }
}

fn object(members: &Map<String, Value>, order: &[&str]) -> String {
    let rank = |name: &str| {
        order
            .iter()
            .position(|known| *known == name)
            .unwrap_or(order.len())
    };
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| (rank(name), name.as_str()));
    let members = sorted.into_iter().map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("Statement", Value::Object(statement)) => object(statement, order),
            ("Statement", Value::Array(statements)) => {
                let statements = statements.iter().map(|statement| match statement {
                    Value::Object(statement) => object(statement, order),
                    other => other.to_string(),
                });
                format!("[{}]", statements.collect::<Vec<_>>().join(","))
            }
            (_, value) => value.to_string(),
        };
        format!("{}:{value}", Value::from(name.as_str()))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
