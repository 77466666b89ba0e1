//! One case: a caller, what is asked for, what is known, and the policies of every layer. Plain data, which both
//! evaluators read and which can be printed as a row of `conformance/policy/decisions`.

use std::collections::BTreeMap;

use serde_json::Value;

/// The account that most callers are of.
pub const HOME: &str = "111122223333";

/// What the resource's own policy means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    Ordinary,
    Trust,
    Kms,
}

/// A policy is a document, a single statement, or a text that may not even be JSON.
pub type Document = Value;

#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// A name of [`crate::caller::CALLERS`].
    pub caller: &'static str,
    pub action: String,
    pub resource: String,
    pub owner: Option<String>,
    pub resource_kind: ResourceKind,
    /// A text is a single value, an array is a multivalued key.
    pub context: BTreeMap<String, Value>,
    pub rcp: Vec<Vec<Document>>,
    pub scp: Vec<Vec<Document>>,
    pub vpc_endpoint: Option<Document>,
    pub resource_policy: Option<Document>,
    pub identity: Vec<Document>,
    pub boundary: Option<Document>,
    pub session: Option<Vec<Document>>,
}

/// The text of a document: a single statement stands for a policy of the later version around it.
pub fn text_of(document: &Document) -> String {
    match document {
        Value::String(text) => text.clone(),
        Value::Object(members) if members.contains_key("Statement") => document.to_string(),
        statement => {
            serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
        }
    }
}

/// What came out, as far as both evaluators have to agree: whether it is allowed, and which layer denied how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Allow,
    Explicit(&'static str),
    Implicit(&'static str),
    /// Something could not be evaluated.
    Fault,
}

impl Verdict {
    /// As the tables write it.
    pub fn text(self) -> String {
        match self {
            Verdict::Allow => "allow".to_owned(),
            Verdict::Explicit(layer) => format!("{layer} explicit"),
            Verdict::Implicit(layer) => format!("{layer} implicit"),
            Verdict::Fault => "fault".to_owned(),
        }
    }
}
