//! Why a request was not authenticated, in AWS's own words.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
//!
//! Every text this crate can answer stands in [`query`] or [`s3`], one function a condition, also
//! those that only a caller who knows keys and tokens can find (an unknown key, an expired token).

mod credential;
pub mod query;
pub mod s3;

use http::StatusCode;
use std::borrow::Cow;
use std::fmt;

/// A refusal as the client reads it: code, HTTP status, message and, for S3, further elements.
///
/// `Debug` and `Display` leave the further elements out: they may echo a session token or a whole
/// `Authorization` header back to its sender, and neither belongs in a log.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", .0.code, .0.message)]
pub struct SignatureError(Box<Refusal>);

#[derive(Clone, PartialEq, Eq)]
struct Refusal {
    code: &'static str,
    status: StatusCode,
    message: Cow<'static, str>,
    extra: Vec<(&'static str, String)>,
}

impl SignatureError {
    /// AWS's error code, `SignatureDoesNotMatch`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The HTTP status AWS sends with it.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// AWS's sentence for the client. Not escaped for any document format.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The elements S3 puts after `Message`, in order; other services have none.
    /// Names are XML element names, values are not escaped.
    pub fn extra(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0
            .extra
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The region S3 also names in the response header `x-amz-bucket-region`.
    #[must_use]
    pub fn bucket_region(&self) -> Option<&str> {
        self.extra()
            .find(|(name, _)| *name == "Region")
            .map(|(_, region)| region)
    }

    fn new(code: &'static str, status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Refusal {
            code,
            status,
            message: message.into(),
            extra: Vec::new(),
        }))
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.extra.push((name, value.into()));
        self
    }
}

impl fmt::Debug for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureError")
            .field("code", &self.0.code)
            .field("status", &self.0.status.as_u16())
            .field("message", &self.0.message)
            .finish_non_exhaustive()
    }
}
