//! One condition of a POST policy.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html#sigv4-PolicyConditions>

use crate::error::{SignatureError, s3 as errors};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::RangeInclusive;

/// One condition; names of fields are lower-case.
pub(super) enum Condition {
    /// The field has exactly this value.
    Equals { field: String, value: String },
    /// The field begins so. Nothing is a beginning of everything.
    StartsWith { field: String, prefix: String },
    /// The file has so many bytes.
    ContentLength(RangeInclusive<u64>),
}

impl Condition {
    pub(super) fn parse(condition: &Value) -> Result<Self, SignatureError> {
        match condition {
            Value::Object(properties) => Self::parse_simple(properties),
            Value::Array(parts) => Self::parse_list(parts),
            _ => Err(errors::policy_document(
                "Invalid condition test: must be a List or Object.",
            )),
        }
    }

    /// The field the condition speaks of; `None` if it speaks of the file's size.
    pub(super) fn field(&self) -> Option<&str> {
        match self {
            Self::Equals { field, .. } | Self::StartsWith { field, .. } => Some(field),
            Self::ContentLength(_) => None,
        }
    }

    pub(super) fn content_length_range(&self) -> Option<RangeInclusive<u64>> {
        match self {
            Self::ContentLength(range) => Some(range.clone()),
            Self::Equals { .. } | Self::StartsWith { .. } => None,
        }
    }

    /// True if the field may have this value.
    pub(super) fn holds(&self, given: &str) -> bool {
        match self {
            Self::Equals { value, .. } => given == value,
            // A content type is a list, and each of its members must begin so.
            Self::StartsWith { field, prefix } if field == "content-type" => given
                .split(',')
                .all(|member| member.trim_ascii().starts_with(prefix.as_str())),
            Self::StartsWith { prefix, .. } => given.starts_with(prefix.as_str()),
            Self::ContentLength(_) => false,
        }
    }

    /// `{"acl": "public-read"}`
    fn parse_simple(properties: &Map<String, Value>) -> Result<Self, SignatureError> {
        let mut entries = properties.iter();
        let (Some((field, value)), None) = (entries.next(), entries.next()) else {
            return Err(errors::policy_document(
                "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
            ));
        };
        let value = value.as_str().ok_or_else(|| {
            errors::policy_document("Invalid Simple-Condition: value must be a string.")
        })?;
        Ok(Self::Equals {
            field: field.to_ascii_lowercase(),
            value: value.to_owned(),
        })
    }

    /// `["starts-with", "$key", "user/"]`
    fn parse_list(parts: &[Value]) -> Result<Self, SignatureError> {
        let operation = parts.first().and_then(Value::as_str).ok_or_else(|| {
            errors::policy_document("Invalid Condition: missing operation identifier.")
        })?;
        let [_, first, second] = parts else {
            return Err(errors::policy_document(format_args!(
                "Invalid {operation}: wrong number of arguments."
            )));
        };
        let wrong_argument = || {
            errors::policy_document(format_args!("Invalid {operation}: wrong type of argument."))
        };
        match operation.to_ascii_lowercase().as_str() {
            "content-length-range" => {
                let (min, max) = (
                    size(first).ok_or_else(wrong_argument)?,
                    size(second).ok_or_else(wrong_argument)?,
                );
                Ok(Self::ContentLength(min..=max))
            }
            known @ ("eq" | "starts-with") => {
                let field = first.as_str().and_then(|name| name.strip_prefix('$'));
                let field = field.ok_or_else(wrong_argument)?.to_ascii_lowercase();
                let value = second.as_str().ok_or_else(wrong_argument)?.to_owned();
                Ok(match known {
                    "eq" => Self::Equals { field, value },
                    _ => Self::StartsWith {
                        field,
                        prefix: value,
                    },
                })
            }
            _ => Err(errors::policy_document(format_args!(
                "Invalid Condition: unknown operation '{operation}'."
            ))),
        }
    }
}

/// As S3 echoes a condition that failed, also one that was written as an object.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals { field, value } => {
                write!(f, "[\"eq\", \"${field}\", {}]", Value::from(value.as_str()))
            }
            Self::StartsWith { field, prefix } => {
                write!(
                    f,
                    "[\"starts-with\", \"${field}\", {}]",
                    Value::from(prefix.as_str())
                )
            }
            Self::ContentLength(range) => {
                write!(
                    f,
                    "[\"content-length-range\", {}, {}]",
                    range.start(),
                    range.end()
                )
            }
        }
    }
}

/// Sizes are numbers; S3 also takes them as text.
fn size(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}
