//! Why a document was not accepted, in the words and under the code AWS uses for that kind of policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>

use std::borrow::Cow;

use crate::Kind;

/// A refused document: the code AWS answers with for this kind of policy, and its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct PolicyError {
    code: &'static str,
    message: Cow<'static, str>,
}

impl PolicyError {
    pub(crate) fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        PolicyError {
            code: kind.error_code(),
            message: message.into(),
        }
    }

    /// The AWS error code: `MalformedPolicyDocument`, for bucket policies `MalformedPolicy`, and so on.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The text the client may read.
    pub fn message(&self) -> &str {
        &self.message
    }
}
