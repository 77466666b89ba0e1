//! Whom Principal and NotPrincipal name.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use serde_json::Value;

use super::{Grant, arn, statement};
use crate::caller::{Caller, Kind};

/// The entries of the element as (type, text); nothing if it has a type that does not exist or is no such element.
pub fn entries(element: &Value) -> Option<Vec<(String, String)>> {
    let types = ["AWS", "Federated", "Service", "CanonicalUser"];
    let mut entries = Vec::new();
    match element {
        Value::String(text) if text == "*" => entries.push(("AWS".to_owned(), text.clone())),
        Value::Array(values) if values.is_empty() => {}
        Value::Object(members) => {
            for (name, values) in members {
                if !types.contains(&name.as_str()) {
                    return None;
                }
                for value in statement::list(Some(values)) {
                    entries.push((name.clone(), value.as_str()?.to_owned()));
                }
            }
        }
        _ => return None,
    }
    Some(entries)
}

/// The strongest column of the table of principals in which an entry names the caller.
pub fn grant(
    entries: &[(String, String)],
    caller: &Caller,
    is_deny: bool,
    star_is_everyone: bool,
) -> Grant {
    entries
        .iter()
        .map(|(name, text)| column(name, text, caller, is_deny, star_is_everyone))
        .max()
        .unwrap_or(Grant::None)
}

fn column(name: &str, text: &str, caller: &Caller, is_deny: bool, star_is_everyone: bool) -> Grant {
    let is_federated_user = matches!(caller.kind, Kind::Federated | Kind::FederatedRoot);
    let is_root = matches!(caller.kind, Kind::Root | Kind::RootSession);
    match (name, caller.kind) {
        ("AWS", Kind::Service | Kind::Provider) if text == "*" => {
            if star_is_everyone {
                Grant::Direct
            } else {
                Grant::None
            }
        }
        ("AWS", _) if text == "*" => Grant::Direct,
        ("AWS", Kind::Service | Kind::Provider | Kind::Anonymous) => Grant::None,
        ("AWS", _) if is_account(text, caller) => {
            if is_root {
                Grant::Direct
            } else {
                Grant::Account
            }
        }
        ("AWS", _) if text == caller.arn => Grant::Direct,
        ("AWS", _) if Some(text) == caller.entity_arn => Grant::Entity,
        ("AWS", Kind::Role) if Some(text) == caller.unique_id => Grant::Entity,
        ("AWS", _) if Some(text) == caller.unique_id => {
            if is_federated_user {
                Grant::Entity
            } else {
                Grant::Direct
            }
        }
        ("Service", Kind::Service) if text == caller.arn || caller.aliases.contains(&text) => {
            Grant::Direct
        }
        ("Federated", Kind::Provider) if text == caller.arn => Grant::Direct,
        ("CanonicalUser", Kind::Service | Kind::Provider | Kind::Anonymous) => Grant::None,
        // A Deny of a canonical user catches everyone of whom nobody can tell that they are somebody else.
        ("CanonicalUser", _) => match caller.canonical_user {
            Some(own) if own == text && is_root => Grant::Direct,
            Some(own) if own == text => Grant::Account,
            None if is_deny => Grant::Account,
            _ => Grant::None,
        },
        _ => Grant::None,
    }
}

/// The account by its id, or as its root ARN in the partition of the caller.
fn is_account(text: &str, caller: &Caller) -> bool {
    let Some(account) = caller.account else {
        return false;
    };
    let partition = arn::parts(caller.arn).map_or_else(String::new, |parts| parts[1].clone());
    text == account || text == format!("arn:{partition}:iam::{account}:root")
}

/// Whether NotPrincipal lets the caller go: everyone by a star, else only whoever is listed with each identity it has.
pub fn exempts(entries: &[(String, String)], caller: &Caller) -> bool {
    let lists = |name: &str, texts: &[Option<&str>]| {
        entries
            .iter()
            .any(|(n, text)| n == name && texts.contains(&Some(text)))
    };
    let lists_account = entries
        .iter()
        .any(|(name, text)| name == "AWS" && is_account(text, caller));
    let own = Some(caller.arn);
    lists("AWS", &[Some("*")])
        || match caller.kind {
            Kind::Root | Kind::RootSession => lists_account,
            Kind::User => lists("AWS", &[own, caller.unique_id]) && lists_account,
            Kind::Role | Kind::Federated => {
                lists("AWS", &[own])
                    && lists("AWS", &[caller.entity_arn, caller.unique_id])
                    && lists_account
            }
            Kind::FederatedRoot => lists("AWS", &[own]) && lists_account,
            Kind::Service => {
                lists("Service", &[own])
                    || caller
                        .aliases
                        .iter()
                        .any(|alias| lists("Service", &[Some(alias)]))
            }
            Kind::Provider => lists("Federated", &[own]),
            Kind::Anonymous => false,
        }
}
