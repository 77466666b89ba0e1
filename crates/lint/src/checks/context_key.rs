//! Keys that do not do what they seem to: spoofed, alone, sent by few services, or testing the wrong way round.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use policy::Comparison;

use super::{Condition, Context};
use crate::check::security_warning::{
    DYNAMODB_ATTRIBUTES_WITHOUT_SELECT, MISSING_PAIRED_CONDITION_KEYS,
    S3_PREFIX_IN_NEGATIVE_CONTEXT, UNTRUSTWORTHY_CONDITION_KEY,
};
use crate::check::warning::USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES;
use crate::document::{Key, Statement};
use crate::report::Report;
use crate::scope::ResourceType;
use crate::tables::endpoint_service;

/// Keys that the caller writes himself.
const UNTRUSTWORTHY: [&str; 2] = ["aws:useragent", "aws:referer"];

/// A key, the key to name with it, and the keys of which one must stand beside it: addresses in VPCs repeat.
const PAIRS: &[(&str, &str, &[&str])] = &[(
    "aws:vpcsourceip",
    "aws:SourceVpc",
    &["aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce"],
)];

/// Actions that answer with attributes of items.
const READS: [&str; 4] = [
    "dynamodb:getitem",
    "dynamodb:batchgetitem",
    "dynamodb:query",
    "dynamodb:scan",
];

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for (key, recommended, partners) in PAIRS {
        if partners.iter().any(|partner| statement.has_key(partner)) {
            continue;
        }
        for (_, key) in statement
            .conditions()
            .filter(|(_, found)| found.folded == *key)
        {
            let fill = [
                ("conditionKeyName", key.name.text),
                ("recommendedKeys", recommended),
            ];
            report.add(&MISSING_PAIRED_CONDITION_KEYS, &fill, key.node);
        }
    }
    let restricted: Vec<&Key<'n>> = statement
        .conditions()
        .map(|(_, key)| key)
        .filter(|key| endpoint_service::is_restricted(&key.folded))
        .collect();
    for key in restricted {
        if reaches_others(statement, &key.folded) {
            report.add(
                &USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES,
                &[("key", key.name.text)],
                key.node,
            );
        }
    }
    attributes(context, statement, report);
}

/// Whether the statement is about services that do not send the key.
fn reaches_others(statement: &Statement<'_>, folded: &str) -> bool {
    statement.has("NotAction")
        || statement
            .actions()
            .iter()
            .any(|action| !endpoint_service::sends(folded, &action.text.to_ascii_lowercase()))
}

/// Reading attributes is only restricted when the request must name those that it wants.
fn attributes<'n>(context: &Context<'_, 'n>, statement: &Statement<'n>, report: &mut Report<'n>) {
    let attached = context.scope.attached_to();
    let is_in_scope = context.scope.is_identity() || attached == Some(ResourceType::DynamoDbTable);
    let Some((_, key)) = statement
        .conditions()
        .find(|(_, key)| key.folded == "dynamodb:attributes")
    else {
        return;
    };
    if !is_in_scope || !statement.allows() {
        return;
    }
    let reads = statement.has("NotAction")
        || statement
            .actions()
            .iter()
            .any(|action| READS.iter().any(|read| context.includes(action.text, read)));
    let selects = statement.conditions().any(|(block, key)| {
        matches!(block.name.text, "StringEquals" | "StringEqualsIfExists")
            && key.folded == "dynamodb:select"
            && matches!(key.values.as_slice(), [only] if only.text == "SPECIFIC_ATTRIBUTES")
    });
    if reads && !selects {
        report.add(&DYNAMODB_ATTRIBUTES_WITHOUT_SELECT, &[], key.node);
    }
}

pub(super) fn on_condition<'n>(
    context: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let Condition {
        statement,
        block,
        key,
    } = condition;
    if statement.allows() && UNTRUSTWORTHY.contains(&key.folded.as_str()) {
        report.add(
            &UNTRUSTWORTHY_CONDITION_KEY,
            &[("key", key.name.text)],
            key.node,
        );
    }
    let scope = context.scope;
    let lists = scope.is_identity() || scope.is_service_control() || scope.is_s3();
    let Some(operator) = block
        .operator
        .filter(|_| lists && key.folded == "s3:prefix")
    else {
        return;
    };
    let is_text = matches!(
        operator.comparison,
        Comparison::String | Comparison::StringIgnoreCase | Comparison::StringLike
    );
    // A Deny of everything but a prefix, and an Allow of a prefix, do what they seem to.
    let is_reversed =
        statement.denies() && !operator.is_negated || statement.allows() && operator.is_negated;
    if is_text && is_reversed {
        report.add(&S3_PREFIX_IN_NEGATIVE_CONTEXT, &[], key.node);
    }
}
