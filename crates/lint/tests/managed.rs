//! AWS's own managed policies: every one is checked, and what AWS ships is hardly ever called an error.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};

use lint::{FindingType, PolicyType, lint};
use serde::Deserialize;

#[derive(Deserialize)]
struct Managed {
    name: String,
    document: String,
}

fn managed() -> Vec<Managed> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../records/generated/aws_managed_policies.zst"
    );
    let lines = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Errors that AWS's policies do have: they name actions, services and keys that are older or newer than the tables, and
/// resources whose format the tables do not list.
const EXPECTED: [&str; 11] = [
    "INVALID_ACTION",
    "INVALID_SERVICE_IN_ACTION",
    "INVALID_SERVICE",
    "INVALID_SERVICE_CONDITION_KEY",
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_ARN_RESOURCE",
    "MISSING_ARN_ACCOUNT",
    "MISSING_QUALIFIER",
    "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    "VARIABLE_USAGE_TOO_PERMISSIVE",
    "WILDCARD_USAGE_TOO_PERMISSIVE",
];

#[test]
fn what_aws_ships_is_hardly_ever_an_error() {
    let all = managed();
    assert_eq!(all.len(), 1_582);
    let mut policies_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for policy in &all {
        for finding in lint(&policy.document, PolicyType::Identity, None) {
            if finding.kind == FindingType::Error {
                policies_of
                    .entry(finding.code)
                    .or_default()
                    .insert(&policy.name);
            }
        }
    }
    for (code, policies) in &policies_of {
        assert!(EXPECTED.contains(code), "{code}: {policies:?}");
        // Names come and go; anything else would be a fault of the checks.
        let most = if matches!(*code, "INVALID_ACTION" | "INVALID_SERVICE_IN_ACTION") {
            400
        } else {
            70
        };
        assert!(
            policies.len() <= most,
            "{code}: {} policies: {policies:?}",
            policies.len()
        );
    }
}
