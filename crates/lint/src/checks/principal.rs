//! The Principal element of resource policies, trust policies included, and where it may not stand.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use policy::{Json, PrincipalKey};

use super::Context;
use super::value_form::is_service_principal;
use crate::check::error::{
    FEDERATED_PRINCIPAL_NOT_SUPPORTED, INVALID_PRINCIPAL_FORMAT, INVALID_PRINCIPAL_KEY,
    INVALID_SERVICE_PRINCIPAL_FORMAT, UNSUPPORTED_PRINCIPAL, UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
};
use crate::check::security_warning::ALLOW_WITH_NOT_PRINCIPAL;
use crate::check::suggestion::{EMPTY_ARRAY_PRINCIPAL, EMPTY_OBJECT_PRINCIPAL};
use crate::check::warning::{INVALID_ROLE_REFERENCE, INVALID_USER_REFERENCE};
use crate::document::{Principal, PrincipalEntry, Statement};
use crate::report::Report;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if context.scope.is_identity() {
        let policy_type = context.scope.policy_type.name();
        for principal in statement.principal.iter().flatten() {
            report.add(
                &UNSUPPORTED_PRINCIPAL,
                &[("policy_type", policy_type)],
                principal.node,
            );
        }
        return;
    }
    if !context.scope.is_resource() {
        return;
    }
    for principal in statement.principal.iter().flatten() {
        form(principal, report);
        for entry in &principal.entries {
            value(*entry, report);
        }
    }
    if let Some(federated) = federated_out_of_place(context, statement) {
        report.add(&FEDERATED_PRINCIPAL_NOT_SUPPORTED, &[], federated.value);
    }
    if let Some(principal) = statement.principal[1]
        .as_ref()
        .filter(|_| statement.allows())
    {
        report.add(&ALLOW_WITH_NOT_PRINCIPAL, &[], principal.node);
    }
}

fn form<'n>(principal: &Principal<'n>, report: &mut Report<'n>) {
    match &principal.node.value {
        Json::String(_) if !principal.is_star() => {
            report.add(&INVALID_PRINCIPAL_FORMAT, &[], principal.node)
        }
        Json::Array(_) => report.add(&INVALID_PRINCIPAL_FORMAT, &[], principal.node),
        Json::Object(members) if members.is_empty() => {
            report.add(&EMPTY_OBJECT_PRINCIPAL, &[], principal.node)
        }
        _ => {}
    }
    for name in &principal.unknown {
        report.add(
            &INVALID_PRINCIPAL_KEY,
            &[("principal-key", name.text)],
            name,
        );
    }
    for list in &principal.empty {
        report.add(&EMPTY_ARRAY_PRINCIPAL, &[], *list);
    }
}

fn value<'n>(entry: PrincipalEntry<'n>, report: &mut Report<'n>) {
    let PrincipalEntry { key, value } = entry;
    let is_everyone = key == PrincipalKey::Aws && value.text == "*";
    if value.text.contains(['*', '?']) && !is_everyone {
        report.add(
            &UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
            &[("principal_key", key.name())],
            value,
        );
        return;
    }
    match key {
        PrincipalKey::Aws if is_unique_id(value.text, "AROA") => {
            report.add(&INVALID_ROLE_REFERENCE, &[("roleid", value.text)], value);
        }
        PrincipalKey::Aws if is_unique_id(value.text, "AIDA") => {
            report.add(&INVALID_USER_REFERENCE, &[("userid", value.text)], value);
        }
        PrincipalKey::Service
            if !value.text.contains("${") && !is_service_principal(value.text) =>
        {
            let fill = [("expectedFormat", "service-name.amazonaws.com")];
            report.add(&INVALID_SERVICE_PRINCIPAL_FORMAT, &fill, value);
        }
        _ => {}
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
fn is_unique_id(text: &str, prefix: &str) -> bool {
    text.starts_with(prefix) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The first identity provider of a policy that lets nobody assume a role.
fn federated_out_of_place<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
) -> Option<PrincipalEntry<'n>> {
    let attached = context.scope.attached_to();
    if context.scope.is_trust() || attached.is_none() && statement.is_about_sessions() {
        return None;
    }
    statement
        .principals()
        .iter()
        .copied()
        .find(|entry| entry.key == PrincipalKey::Federated)
}
