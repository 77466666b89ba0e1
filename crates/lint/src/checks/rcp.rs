//! What resource control policies may not have, and the keys that belong together in them.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use policy::{Comparison, Json, PrincipalKey};

use super::Context;
use crate::check::error::{
    RCP_SYNTAX_ERROR_ACTION, RCP_SYNTAX_ERROR_ALLOW, RCP_SYNTAX_ERROR_NOTACTION,
    RCP_SYNTAX_ERROR_PRINCIPAL,
};
use crate::check::warning::{
    RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY,
    RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY,
    RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK,
};
use crate::document::{Block, Key, Principal, Statement};
use crate::report::Report;
use crate::tables::rcp_service;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_resource_control() {
        return;
    }
    if let Some(principal) = statement.principal[0]
        .as_ref()
        .filter(|principal| !is_everyone(principal))
    {
        report.add(&RCP_SYNTAX_ERROR_PRINCIPAL, &[], principal.node);
    }
    if let Some(principal) = &statement.principal[1] {
        report.add(&RCP_SYNTAX_ERROR_PRINCIPAL, &[], principal.node);
    }
    if let Some(list) = &statement.action[1] {
        report.add(&RCP_SYNTAX_ERROR_NOTACTION, &[], list.node);
    }
    if statement.allows() {
        // AWS's own RCPFullAWSAccess is the only Allow there is.
        let is_full = statement.principal[0].as_ref().is_some_and(is_everyone)
            && statement.resource[0]
                .as_ref()
                .is_some_and(|list| list.items.iter().all(|item| item.text == "*"))
            && statement.condition.is_none();
        if !is_full {
            report.add(&RCP_SYNTAX_ERROR_ALLOW, &[], statement.node);
        }
        return;
    }
    for action in statement.actions() {
        let prefix = action.text.split(':').next().unwrap_or_default();
        if !rcp_service::is_supported(prefix) {
            report.add(&RCP_SYNTAX_ERROR_ACTION, &[], *action);
        }
    }
}

fn is_everyone(principal: &Principal<'_>) -> bool {
    let one = match principal.entries.as_slice() {
        [one] => one.key == PrincipalKey::Aws && one.value.text == "*",
        _ => false,
    };
    let has_one_member =
        matches!(&principal.node.value, Json::Object(members) if members.len() == 1);
    principal.is_star() || has_one_member && one
}

/// A Deny that tests keys of principals catches services too, which have none; one that tests keys of services catches
/// principals.
pub(super) fn related_keys<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_resource_control() || !statement.denies() {
        return;
    }
    let spares_services = is_service(statement, "false");
    let spares_principals = is_service(statement, "true");
    let has_source = statement.conditions().any(|(block, key)| {
        is_null_false(block, key)
            && matches!(key.folded.as_str(), "aws:sourceaccount" | "aws:sourcearn")
    });
    for (block, key) in statement.conditions() {
        let fill = [("conditionKeyName", key.name.text)];
        let folded = key.folded.as_str();
        let is_of_principal =
            folded.starts_with("aws:principal") && folded != "aws:principalisawsservice";
        if is_of_principal && !spares_services {
            report.add(
                &RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY,
                &fill,
                key.node,
            );
        }
        let is_organization = matches!(folded, "aws:sourceorgid" | "aws:sourceorgpaths");
        let is_source = is_organization || matches!(folded, "aws:sourceaccount" | "aws:sourcearn");
        // The guard itself is not what has to be guarded.
        let is_guard = is_null_false(block, key);
        if is_source && !is_guard && !spares_principals {
            report.add(
                &RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY,
                &fill,
                key.node,
            );
        }
        if is_organization && !has_source {
            report.add(
                &RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK,
                &fill,
                key.node,
            );
        }
    }
}

/// Whether the statement has `"BoolIfExists": {"aws:PrincipalIsAWSService": value}`.
fn is_service(statement: &Statement<'_>, value: &str) -> bool {
    statement.conditions().any(|(block, key)| {
        block.name.text == "BoolIfExists"
            && key.folded == "aws:principalisawsservice"
            && is_only(key, value)
    })
}

fn is_null_false(block: &Block<'_>, key: &Key<'_>) -> bool {
    block
        .operator
        .is_some_and(|operator| operator.comparison == Comparison::Null)
        && is_only(key, "false")
}

fn is_only(key: &Key<'_>, value: &str) -> bool {
    matches!(key.values.as_slice(), [only] if only.text.eq_ignore_ascii_case(value))
}
