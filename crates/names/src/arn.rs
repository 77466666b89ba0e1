//! Amazon Resource Names: six parts split at the first five colons.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::str::FromStr;
use std::sync::Arc;

use crate::text::text;
use crate::{AccountId, ParseError};

/// A parsed ARN; cheap to clone.
///
/// Shape: `arn:partition:service:region:account:resource`, region and account may be empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn(Arc<str>);

impl Arn {
    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition, such as `aws`.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service, such as `iam`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The region; empty for IAM and S3.
    #[must_use]
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account field: twelve digits, `aws` for AWS-owned policies, or empty.
    #[must_use]
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// The account field as an account id, where it is one.
    #[must_use]
    pub fn account_id(&self) -> Option<AccountId> {
        self.account().parse().ok()
    }

    /// All after the fifth colon, such as `user/division/Bob`.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The resource after `kind/`, such as `division/Bob` for kind `user`.
    #[must_use]
    pub fn resource_of_kind(&self, kind: &str) -> Option<&str> {
        self.resource().strip_prefix(kind)?.strip_prefix('/')
    }

    /// The text after the last slash of the resource: the name, whatever the path.
    #[must_use]
    pub fn resource_name(&self) -> &str {
        self.resource().rsplit('/').next().unwrap_or_default()
    }

    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or_default()
    }
}

impl FromStr for Arn {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.splitn(6, ':');
        let is_arn = parts.next() == Some("arn");
        let has_partition = parts.next().is_some_and(|part| !part.is_empty());
        let has_service = parts.next().is_some_and(|part| !part.is_empty());
        let has_resource = parts.nth(2).is_some_and(|part| !part.is_empty());
        if is_arn && has_partition && has_service && has_resource {
            Ok(Self(text.into()))
        } else {
            Err(ParseError { kind: "ARN" })
        }
    }
}

text!(Arn);

/// Made here from parsed parts, so it is an ARN by construction.
pub(crate) fn built(text: String) -> Arn {
    Arn(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_six_parts() {
        let arn: Arn = "arn:aws:iam::123456789012:user/a/b:c".parse().unwrap();
        assert_eq!(
            (arn.partition(), arn.service(), arn.region()),
            ("aws", "iam", "")
        );
        assert_eq!(
            (arn.account(), arn.resource(), arn.resource_name()),
            ("123456789012", "user/a/b:c", "b:c")
        );
        assert_eq!(arn.resource_of_kind("user"), Some("a/b:c"));
        assert_eq!(arn.resource_of_kind("use"), None);
        for bad in [
            "",
            "arn",
            "arn:aws:iam",
            "arn:aws:iam::123456789012:",
            "brn:aws:iam::1:x",
            "arn::iam::1:x",
        ] {
            assert!(bad.parse::<Arn>().is_err(), "{bad}");
        }
    }
}
