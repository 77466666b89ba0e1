//! Findings as ValidatePolicy answers.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>

use serde_json::Value;

use crate::finding::Finding;

/// The body of a reply with these findings and no further page.
#[must_use]
pub fn json(findings: &[Finding]) -> Value {
    serde_json::json!({ "findings": findings })
}
