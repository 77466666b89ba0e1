//! Principals: who may be named where.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::Check;
use crate::arn;
use crate::document::{RawPrincipal, RawStatement};
use crate::error::PolicyError;
use crate::kind::Kind;
use crate::principal::{PrincipalKey, is_account_id};

/// Providers that are trusted by name instead of by ARN.
const NAMED_PROVIDERS: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
];

pub(super) fn check(statements: &[RawStatement<'_>], kind: Kind) -> Check {
    if !kind.has_principal() {
        return Ok(());
    }
    for statement in statements {
        let Some(principal) = &statement.principal else {
            return Err(PolicyError::new(kind, "Missing required field Principal"));
        };
        let is_deny = statement.effect == Some("Deny");
        if kind == Kind::Rcp {
            resource_control(statement, principal)?;
        }
        if principal.is_not && !is_deny {
            return Err(PolicyError::new(
                kind,
                "Allow with NotPrincipal is not allowed.",
            ));
        }
        known(principal, kind)?;
    }
    Ok(())
}

/// An RCP of one's own only denies, to everyone at once.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
fn resource_control(statement: &RawStatement<'_>, principal: &RawPrincipal<'_>) -> Check {
    let names_everyone =
        !principal.is_not && matches!(principal.entries.as_slice(), [(PrincipalKey::Aws, "*")]);
    let has_not_action = statement.action.as_ref().is_some_and(|list| list.is_not);
    if statement.effect != Some("Deny") || !names_everyone || has_not_action {
        return Err(PolicyError::new(
            Kind::Rcp,
            "The provided policy document does not meet the requirements of the specified policy type.",
        ));
    }
    Ok(())
}

pub(super) fn check_trust(statements: &[RawStatement<'_>]) -> Check {
    let refuse = |message: &'static str| Err(PolicyError::new(Kind::Trust, message));
    for statement in statements {
        let Some(principal) = &statement.principal else {
            return refuse("Missing required field Principal");
        };
        if principal.is_not {
            return refuse("Has prohibited field NotPrincipal.");
        }
        if principal.is_scalar {
            return refuse("AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".");
        }
        if principal.entries.is_empty() {
            return refuse(
                "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a \
                 statement with no principals!",
            );
        }
        known(principal, Kind::Trust)?;
    }
    Ok(())
}

/// Whether each principal has a form that can name somebody. Whether it exists is for the one who saves to look up.
fn known(principal: &RawPrincipal<'_>, kind: Kind) -> Check {
    for (key, text) in &principal.entries {
        let is_known = match key {
            PrincipalKey::Aws => is_aws(text),
            PrincipalKey::Service => {
                text.contains('.') && !text.contains(['*', '?', '/', ':', ' '])
            }
            PrincipalKey::Federated => is_provider(text),
            PrincipalKey::CanonicalUser => kind == Kind::Bucket && is_canonical_user(text),
        };
        if !is_known && kind == Kind::Bucket {
            return Err(PolicyError::new(kind, "Invalid principal in policy"));
        }
        if !is_known {
            let key = key.name();
            return Err(PolicyError::new(
                kind,
                format!("Invalid principal in policy: \"{key}\":\"{text}\""),
            ));
        }
    }
    Ok(())
}

pub(super) fn check_bucket(principal: &RawPrincipal<'_>) -> Check {
    known(principal, Kind::Bucket)
}

/// `*`, an account, a user, a role, a session or a unique id, in full: no wildcards inside.
fn is_aws(text: &str) -> bool {
    if text == "*" || is_account_id(text) || is_unique_id(text) {
        return true;
    }
    if text.contains(['*', '?']) {
        return false;
    }
    let Some([_, _, service, region, account, path]) = arn::split(text) else {
        return false;
    };
    let named = |prefixes: &[&str]| {
        prefixes.iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|name| !name.is_empty())
        })
    };
    region.is_empty()
        && match service {
            // CloudFront's origin access identities have a word where the account stands.
            "iam" if account == "cloudfront" => named(&["user/"]),
            "iam" => is_account_id(account) && (path == "root" || named(&["user/", "role/"])),
            "sts" => is_account_id(account) && named(&["assumed-role/", "federated-user/"]),
            _ => false,
        }
}

fn is_unique_id(text: &str) -> bool {
    let is_prefixed = text.starts_with("AIDA") || text.starts_with("AROA");
    is_prefixed
        && text.len() >= 16
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_provider(text: &str) -> bool {
    let is_arn = matches!(arn::split(text), Some([_, _, "iam", "", account, path])
        if is_account_id(account) && (path.starts_with("saml-provider/") || path.starts_with("oidc-provider/")));
    is_arn || NAMED_PROVIDERS.contains(&text)
}

fn is_canonical_user(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
