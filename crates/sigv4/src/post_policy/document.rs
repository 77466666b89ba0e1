//! The policy of a POST: how long it is good, and what it demands of the form.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use super::conditions::Condition;
use crate::error::{SignatureError, s3 as errors};
use crate::timestamp::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::ops::RangeInclusive;

/// A policy whose signature was verified, with the form it is to be held against.
pub struct PostPolicy<'a> {
    fields: &'a [(String, String)],
    expiration: Timestamp,
    conditions: Vec<Condition>,
}

impl<'a> PostPolicy<'a> {
    /// Reads the field `policy`.
    pub(super) fn parse(
        policy: &str,
        fields: &'a [(String, String)],
    ) -> Result<Self, SignatureError> {
        let bare: String = policy
            .chars()
            .filter(|letter| !letter.is_ascii_whitespace())
            .collect();
        let json = STANDARD
            .decode(bare)
            .map_err(|_| errors::policy_document("invalid Base64 encoding."))?;
        let document: Value =
            serde_json::from_slice(&json).map_err(|_| errors::policy_document("Invalid JSON."))?;
        let expiration = document
            .get("expiration")
            .ok_or_else(|| errors::policy_document("Policy missing expiration."))?;
        let expiration = expiration
            .as_str()
            .and_then(Timestamp::parse_extended)
            .ok_or_else(|| errors::policy_document(InvalidExpiration(expiration)))?;
        let conditions = document
            .get("conditions")
            .ok_or_else(|| errors::policy_document("Policy missing conditions."))?
            .as_array()
            .ok_or_else(|| {
                errors::policy_document("Invalid 'conditions' value: must be a List.")
            })?;
        Ok(Self {
            fields,
            expiration,
            conditions: conditions
                .iter()
                .map(Condition::parse)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Judges, at the instant `now`, the form that was sent to `bucket`.
    ///
    /// # Errors
    /// `AccessDenied` if the policy has expired, if a condition does not hold, or if the form has a
    /// field that no condition speaks of.
    pub fn check(&self, now: Timestamp, bucket: &str) -> Result<(), SignatureError> {
        if now >= self.expiration {
            return Err(errors::against_policy("Policy expired."));
        }
        for condition in &self.conditions {
            if !self.holds(condition, bucket) {
                return Err(errors::against_policy(format_args!(
                    "Policy Condition failed: {condition}"
                )));
            }
        }
        let extra: Vec<String> = self
            .fields
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase())
            .filter(|name| !is_exempt(name) && !self.speaks_of(name))
            .collect();
        if extra.is_empty() {
            Ok(())
        } else {
            Err(errors::against_policy(format_args!(
                "Extra input fields: {}",
                extra.join(", ")
            )))
        }
    }

    /// The sizes in bytes that the file may have, where the policy says so. Of several ranges the
    /// narrowest counts; ranges without common size allow nothing.
    #[must_use]
    pub fn content_length_range(&self) -> Option<RangeInclusive<u64>> {
        self.conditions
            .iter()
            .filter_map(Condition::content_length_range)
            .reduce(|one, other| *one.start().max(other.start())..=*one.end().min(other.end()))
    }

    /// Judges the size of the file in bytes, once it is known or as far as it has come.
    ///
    /// # Errors
    /// `EntityTooSmall`, `EntityTooLarge`.
    pub fn check_content_length(&self, size: u64) -> Result<(), SignatureError> {
        match self.content_length_range() {
            Some(range) if size < *range.start() => {
                Err(errors::entity_too_small(size, *range.start()))
            }
            Some(range) if size > *range.end() => Err(errors::entity_too_large(size, *range.end())),
            _ => Ok(()),
        }
    }

    /// A field that is not there is empty. Of a field that is there twice both values must do, so
    /// that it does not matter which of them is used later.
    fn holds(&self, condition: &Condition, bucket: &str) -> bool {
        let Some(field) = condition.field() else {
            return true;
        };
        if field == "bucket" {
            return condition.holds(bucket);
        }
        let mut values = super::values(self.fields, field).peekable();
        match values.peek() {
            None => condition.holds(""),
            Some(_) => values.all(|value| condition.holds(value)),
        }
    }

    fn speaks_of(&self, name: &str) -> bool {
        self.conditions
            .iter()
            .any(|condition| condition.field() == Some(name))
    }
}

/// Fields that no condition needs to speak of.
fn is_exempt(name: &str) -> bool {
    matches!(name, "x-amz-signature" | "file" | "policy") || name.starts_with("x-ignore-")
}

struct InvalidExpiration<'v>(&'v Value);

impl std::fmt::Display for InvalidExpiration<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Value::String(text) => write!(f, "Invalid 'expiration' value: '{text}'"),
            other => write!(f, "Invalid 'expiration' value: '{other}'"),
        }
    }
}
