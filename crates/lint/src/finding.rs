//! What a check found, in the shape that ValidatePolicy answers with.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html>

use serde::Serialize;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The issue code, for example `MISSING_VERSION`.
    #[serde(rename = "issueCode")]
    pub code: &'static str,
    /// How serious it is.
    #[serde(rename = "findingType")]
    pub kind: FindingType,
    /// What is wrong, in AWS's words.
    #[serde(rename = "findingDetails")]
    pub details: String,
    /// Where AWS explains the check.
    #[serde(rename = "learnMoreLink")]
    pub learn_more_link: String,
    /// The places in the document that are involved; the first is where to look.
    pub locations: Vec<Location>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FindingType {
    /// The policy does not work, or is not accepted.
    Error,
    /// The policy allows more than is wise.
    SecurityWarning,
    /// The policy could be written better.
    Suggestion,
    /// The policy departs from good practice.
    Warning,
}

/// A place in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The steps to it from the root.
    pub path: Vec<PathElement>,
    /// The text it takes up.
    pub span: Span,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PathElement {
    /// Into an array, from 0.
    Index(usize),
    /// The name of an object's member, not its value. Always the last step.
    Key(String),
    /// A part of a string, in UTF-16 units of its value. Always the last step.
    Substring {
        /// The first unit, from 0.
        start: usize,
        /// How many units.
        length: usize,
    },
    /// Into an object's member.
    Value(String),
}

/// A piece of the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Its first character.
    pub start: Position,
    /// The character after its last.
    pub end: Position,
}

/// A place between two characters of the document's text, in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The units before it on its line.
    pub column: usize,
    /// The units before it in the document.
    pub offset: usize,
}

impl FindingType {
    /// AWS's name for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FindingType::Error => "ERROR",
            FindingType::SecurityWarning => "SECURITY_WARNING",
            FindingType::Suggestion => "SUGGESTION",
            FindingType::Warning => "WARNING",
        }
    }
}
