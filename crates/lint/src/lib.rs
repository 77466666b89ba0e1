//! Checks policy documents: the 153 checks of IAM Access Analyzer's ValidatePolicy, with its codes, texts and places.
//!
//! Start at [`lint`]; [`checks`] lists what is checked. Findings are data: [`render`] writes them for a terminal, as the
//! reply of ValidatePolicy, and as SARIF. A document is read as it stands: nothing here knows accounts, principals or
//! resources that exist, and no check asks for them.
//!
//! ```
//! use lint::{PolicyType, lint};
//!
//! let document = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "s3:HeadObject", "Resource": "arn:aws:s3:::reports/*"}}"#;
//! let findings = lint(document, PolicyType::Identity, None);
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].code, "INVALID_ACTION");
//! assert_eq!(
//!     findings[0].details,
//!     "The action s3:HeadObject does not exist. Did you mean s3:GetObject? The API called HeadObject authorizes \
//!      against the IAM action s3:GetObject."
//! );
//! assert_eq!(findings[0].locations[0].span.start.line, 2);
//! ```

mod arn;
mod catalog;
mod check;
mod checks;
mod document;
mod finding;
mod nearest;
mod pattern;
mod position;
pub mod render;
mod report;
mod scope;
mod tables;
mod variable;

pub use check::{Check, checks};
pub use finding::{Finding, FindingType, Location, PathElement, Position, Span};
pub use scope::{PolicyType, ResourceType, Scope};

use policy::{JsonError, JsonFault};

use crate::check::error::JSON_SYNTAX_ERROR;
use crate::check::{POLICY_TOO_DEEP, POLICY_TOO_LONG};
use crate::document::Document;
use crate::pattern::Budget;
use crate::position::Positions;
use crate::report::Report;

/// Longest document that is checked, in bytes; the longest policy that AWS takes has a fortieth of it.
pub const DOCUMENT_BYTES_MAX: usize = 1 << 20;
/// Steps that comparing patterns may take for one document. An ordinary policy takes some thousands.
const PATTERN_STEPS_MAX: u64 = 20_000_000;
/// Steps that looking for the names that were meant may take for one document; past them, findings suggest nothing.
const SUGGESTION_STEPS_MAX: u64 = 2_000_000;

/// Checks a policy document. The findings come in the document's order; none at all means that nothing is wrong.
///
/// A resource type says something about resource policies only.
#[must_use]
pub fn lint(
    document: &str,
    policy_type: PolicyType,
    resource_type: Option<ResourceType>,
) -> Vec<Finding> {
    lint_as(document, &Scope::new(policy_type, resource_type))
}

/// Checks a policy document as what the scope says.
#[must_use]
pub fn lint_as(document: &str, scope: &Scope) -> Vec<Finding> {
    let root = match policy::read_json(document) {
        Ok(root) => root,
        Err(error) => return vec![unread(document, error)],
    };
    let mut report = Report::new(document, &root);
    let parsed = Document::read(&root, document, &mut report);
    let budget = Budget::new(PATTERN_STEPS_MAX);
    let suggestions = Budget::new(SUGGESTION_STEPS_MAX);
    let context = checks::Context {
        scope,
        source: document,
        document: &parsed,
        budget: &budget,
        suggestions: &suggestions,
    };
    checks::run(&context, &mut report);
    report.finish(budget.is_spent())
}

/// The one finding about a document that could not be read.
fn unread(document: &str, error: JsonError) -> Finding {
    // Nothing of a document that is too long is looked at, not even its lines.
    let document = if error.fault == JsonFault::TooLong {
        ""
    } else {
        document
    };
    let at = Positions::new(document).position(error.at);
    let maximum = DOCUMENT_BYTES_MAX.to_string();
    let (index, line, column) = (
        at.offset.to_string(),
        at.line.to_string(),
        at.column.to_string(),
    );
    let fill = [
        ("index", index.as_str()),
        ("line", line.as_str()),
        ("column", column.as_str()),
        ("maximum", maximum.as_str()),
    ];
    let check = match error.fault {
        JsonFault::TooLong => &POLICY_TOO_LONG,
        JsonFault::TooDeep => &POLICY_TOO_DEEP,
        JsonFault::Syntax | JsonFault::DuplicateMember => &JSON_SYNTAX_ERROR,
    };
    Finding {
        code: check.code,
        kind: check.kind,
        details: check.text(0, &fill),
        learn_more_link: check.learn_more_link(),
        locations: vec![Location {
            path: Vec::new(),
            span: Span { start: at, end: at },
        }],
    }
}
