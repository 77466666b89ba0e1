//! Actions: a vendor in plain letters, one colon.

use super::Check;
use crate::document::RawStatement;
use crate::error::PolicyError;
use crate::kind::Kind;

/// What a trust policy may speak of.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>
const TRUST_ACTIONS: &[&str] = &[
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:DecodeAuthorizationMessage",
    "sts:GetAccessKeyInfo",
    "sts:GetCallerIdentity",
    "sts:GetFederationToken",
    "sts:GetServiceBearerToken",
    "sts:GetSessionToken",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
];

/// Action first, then NotAction, as recorded.
pub(super) fn check(statements: &[RawStatement<'_>], kind: Kind) -> Check {
    for is_not in [false, true] {
        for list in statements
            .iter()
            .filter_map(|s| s.action.as_ref())
            .filter(|list| list.is_not == is_not)
        {
            for text in &list.texts {
                prefix(text).map_err(|message| PolicyError::new(kind, message))?;
            }
        }
    }
    Ok(())
}

/// Only the part before the colon is looked at; unknown names are stored, and match nothing.
pub(super) fn prefix(text: &str) -> Result<(), String> {
    if text == "*" {
        return Ok(());
    }
    let Some((vendor, action)) = text.split_once(':') else {
        return Err(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".into(),
        );
    };
    if action.contains(':') {
        return Err("Actions/Condition can contain only one colon.".into());
    }
    let is_plain = !vendor.is_empty()
        && vendor
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if vendor != "*" && !is_plain {
        return Err(format!("Vendor {vendor} is not valid"));
    }
    Ok(())
}

pub(super) fn check_trust(statements: &[RawStatement<'_>]) -> Check {
    for list in statements
        .iter()
        .filter_map(|statement| statement.action.as_ref())
    {
        let is_known = |text: &&str| {
            TRUST_ACTIONS
                .iter()
                .any(|action| action.eq_ignore_ascii_case(text))
        };
        if list.is_not || !list.texts.iter().all(is_known) {
            return Err(PolicyError::new(
                Kind::Trust,
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ));
        }
    }
    Ok(())
}
