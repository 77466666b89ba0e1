//! The one error of this crate: text that is not what it claims to be.

/// Text from outside that does not parse as the named kind of identifier.
///
/// The text itself is not kept: it may be long, and it may be a secret in the wrong field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind}")]
pub struct ParseError {
    /// What the text should have been, such as `"account id"`.
    pub kind: &'static str,
}
