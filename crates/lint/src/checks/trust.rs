//! Trust policies: who may assume a role, by which action, on which conditions.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::{HashMap, HashSet};

use policy::PrincipalKey;

use super::Context;
use crate::check::error::{
    INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY, MISMATCHED_ACTION_FOR_PRINCIPAL,
    MISSING_ACTION_FOR_CONDITION_KEY, MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY,
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL, ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
    ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
};
use crate::check::security_warning::{
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, MISSING_GITHUB_REPO_CONDITION_KEY,
};
use crate::check::suggestion::REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY;
use crate::document::{PrincipalEntry, Statement, Text};
use crate::report::{Report, Spot};

const ASSUME_ROLE: &str = "sts:assumerole";
const WITH_SAML: &str = "sts:assumerolewithsaml";
const WITH_WEB_IDENTITY: &str = "sts:assumerolewithwebidentity";
const GITHUB: &str = "token.actions.githubusercontent.com";
const ROLES_ANYWHERE: &str = "rolesanywhere.amazonaws.com";

/// What a role's trust policy may not have.
pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_trust() {
        return;
    }
    if let Some(principal) = &statement.principal[1] {
        report.add(
            &ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
            &[],
            principal.node,
        );
    }
    if let Some(principal) = statement.principal[0]
        .as_ref()
        .filter(|principal| principal.is_star())
    {
        report.add(
            &ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
            &[],
            principal.node,
        );
    }
    for list in statement.resource.iter().flatten() {
        report.add(&ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE, &[], list.node);
    }
    for entry in statement.principals() {
        let text = entry.value.text;
        if entry.key == PrincipalKey::Federated && !text.contains(['*', '?']) && !is_provider(text)
        {
            report.add(
                &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY,
                &[],
                entry.value,
            );
        }
    }
    redundant_sessions(statement, report);
}

/// A provider's ARN, or a domain name.
fn is_provider(text: &str) -> bool {
    if text.starts_with("arn:") {
        return text.contains(":saml-provider/") || text.contains(":oidc-provider/");
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let domain = text.split('/').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(is_label) && !text.contains(char::is_whitespace)
}

/// Sessions of a role that is a principal too.
fn redundant_sessions<'n>(statement: &Statement<'n>, report: &mut Report<'n>) {
    let aws = || {
        statement
            .principals()
            .iter()
            .filter(|entry| entry.key == PrincipalKey::Aws)
    };
    let mut roles: HashMap<(&str, &str), PrincipalEntry<'n>> = HashMap::new();
    for entry in aws() {
        if let Some((account, role)) = role_of(entry.value.text, "iam", "role/") {
            // The ARN of a role holds its path, that of a session only the name.
            let name = role.rsplit('/').next().unwrap_or(role);
            roles.entry((account, name)).or_insert(*entry);
        }
    }
    for entry in aws() {
        let Some((account, session)) = role_of(entry.value.text, "sts", "assumed-role/") else {
            continue;
        };
        let name = session.split('/').next().unwrap_or(session);
        if let Some(role) = roles.get(&(account, name)) {
            let fill = [
                ("redundant_principal", entry.value.text),
                ("parent_role", role.value.text),
            ];
            let spots = [entry.value.into(), role.value.into()];
            report.add_at(&REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY, &fill, &spots);
        }
    }
}

/// The account and what follows the type in an ARN of that service and type.
fn role_of<'t>(text: &'t str, service: &str, resource_type: &str) -> Option<(&'t str, &'t str)> {
    let mut fields = text.splitn(6, ':').skip(2);
    let found = fields.next()?;
    let (_, account, resource) = (fields.next()?, fields.next()?, fields.next()?);
    (found == service).then_some((account, resource.strip_prefix(resource_type)?))
}

/// The action by which a principal assumes a role.
fn action_of(entry: PrincipalEntry<'_>) -> Option<&'static str> {
    match entry.key {
        PrincipalKey::Aws | PrincipalKey::Service => Some(ASSUME_ROLE),
        PrincipalKey::Federated if entry.value.text.contains(":saml-provider/") => Some(WITH_SAML),
        PrincipalKey::Federated => Some(WITH_WEB_IDENTITY),
        PrincipalKey::CanonicalUser => None,
    }
}

/// Each way to assume a role is for one kind of principal. In a statement with several of both, an action is amiss with
/// those principals that it does not serve: all of them if it serves none, else those that no action serves.
pub(super) fn actions_and_principals<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !(context.scope.is_trust() || is_untyped_trust(context, statement)) {
        return;
    }
    let mut written: Vec<(String, Text<'n>)> = Vec::new();
    for action in statement.actions() {
        let folded = action.text.to_ascii_lowercase();
        let is_one = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY].contains(&folded.as_str());
        if is_one && written.iter().all(|(other, _)| *other != folded) {
            written.push((folded, *action));
        }
    }
    let served: HashSet<&str> = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY]
        .into_iter()
        .filter(|way| {
            statement
                .actions()
                .iter()
                .any(|action| context.includes(action.text, way))
        })
        .collect();
    for (folded, action) in &written {
        let serves = |entry: &PrincipalEntry<'_>| action_of(*entry) == Some(folded.as_str());
        let serves_any = statement.principals().iter().any(serves);
        let amiss: Vec<_> = statement
            .principals()
            .iter()
            .filter(|entry| {
                let way = action_of(**entry);
                way.is_some_and(|way| way != folded && (!serves_any || !served.contains(way)))
            })
            .collect();
        if amiss.is_empty() {
            continue;
        }
        let names: Vec<&str> = amiss.iter().map(|entry| entry.value.text).collect();
        let fill = [
            ("actionName", action.text),
            ("principalNames", &names.join(", ")),
        ];
        let spots: Vec<Spot<'n>> = std::iter::once((*action).into())
            .chain(amiss.iter().map(|entry| entry.value.into()))
            .collect();
        report.add_at(&MISMATCHED_ACTION_FOR_PRINCIPAL, &fill, &spots);
    }
}

fn is_untyped_trust<'n>(context: &Context<'_, 'n>, statement: &Statement<'n>) -> bool {
    context.scope.is_resource()
        && context.scope.attached_to().is_none()
        && statement.is_about_sessions()
}

/// Keys that a request carries only when another action is asked for along with the session.
pub(super) fn missing_action_for_key<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !statement.allows() || statement.actions().is_empty() {
        return;
    }
    let is_trust = context.scope.is_trust() || is_untyped_trust(context, statement);
    for (_, key) in statement.conditions() {
        let needed = match key.folded.as_str() {
            "sts:sourceidentity" => "sts:SetSourceIdentity",
            "sts:transitivetagkeys" => "sts:TagSession",
            "aws:tagkeys" if is_trust => "sts:TagSession",
            folded if is_trust && folded.starts_with("aws:requesttag/") => "sts:TagSession",
            folded if folded.starts_with("sts:requestcontext") => "sts:SetContext",
            _ => continue,
        };
        let folded = needed.to_ascii_lowercase();
        if !statement
            .actions()
            .iter()
            .any(|action| context.includes(action.text, &folded))
        {
            let fill = [("actionName", needed), ("keyName", key.name.text)];
            report.add(&MISSING_ACTION_FOR_CONDITION_KEY, &fill, key.node);
        }
    }
}

/// OpenID Connect providers serve many parties: without a condition on its keys, all of them may assume the role.
pub(super) fn provider_conditions<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_trust() || !statement.allows() {
        return;
    }
    let keys: HashSet<&str> = statement
        .conditions()
        .map(|(_, key)| key.folded.as_str())
        .collect();
    // The issuer of every key, so that each provider is one look-up.
    let issuers: HashSet<&str> = keys
        .iter()
        .filter_map(|key| key.rsplit_once(':'))
        .map(|(issuer, _)| issuer)
        .collect();
    for entry in statement.principals() {
        if action_of(*entry) != Some(WITH_WEB_IDENTITY) {
            continue;
        }
        let text = entry.value.text;
        let issuer = text
            .split_once(":oidc-provider/")
            .map_or(text, |(_, issuer)| issuer)
            .to_ascii_lowercase();
        if !issuers.contains(issuer.as_str()) {
            report.add(&MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, &[], entry.value);
        }
        if issuer == GITHUB && !keys.contains("token.actions.githubusercontent.com:sub") {
            report.add(&MISSING_GITHUB_REPO_CONDITION_KEY, &[], entry.value);
        }
    }
}

/// Roles Anywhere needs three actions; they may stand in several statements.
pub(super) fn roles_anywhere<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    if !context.scope.is_trust() {
        return;
    }
    let names = |statement: &Statement<'n>| {
        let is_service = |entry: &&PrincipalEntry<'n>| {
            entry.key == PrincipalKey::Service && entry.value.text == ROLES_ANYWHERE
        };
        statement.principals().iter().find(is_service).copied()
    };
    let statements: Vec<_> = context
        .document
        .statements
        .iter()
        .filter(|statement| statement.allows())
        .filter_map(|statement| Some((statement, names(statement)?)))
        .collect();
    let is_allowed = |needed: &&str| {
        statements.iter().any(|(statement, _)| {
            statement
                .actions()
                .iter()
                .any(|action| context.includes(action.text, needed))
        })
    };
    let needed = [ASSUME_ROLE, "sts:setsourceidentity", "sts:tagsession"];
    if let Some((statement, entry)) = statements
        .first()
        .filter(|_| !needed.iter().all(is_allowed))
    {
        let mut spots: Vec<Spot<'n>> = vec![entry.value.into()];
        spots.extend(
            statement.action[0]
                .as_ref()
                .map(|list| Spot::Value(list.node)),
        );
        report.add_at(&MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY, &[], &spots);
    }
}
