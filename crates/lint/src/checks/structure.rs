//! Which elements a statement must have, may have, and may not have together.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::Context;
use crate::check::error::{
    INVALID_EFFECT, MISSING_ACTION, MISSING_EFFECT, MISSING_PRINCIPAL, MISSING_RESOURCE,
    MISSING_STATEMENT, UNSUPPORTED_ELEMENT_COMBINATION,
};
use crate::check::suggestion::{EMPTY_ARRAY_ACTION, EMPTY_ARRAY_RESOURCE};
use crate::document::{List, Statement};
use crate::report::{Report, Spot};

pub(super) fn statements<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    if !context.document.has_statement {
        report.add(&MISSING_STATEMENT, &[], context.document.root);
    }
}

pub(super) fn statement<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    missing(context, statement, report);
    for (one, other) in [
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    ] {
        if statement.has(one) && statement.has(other) {
            let fill = [("element1", one), ("element2", other)];
            report.add_at(
                &UNSUPPORTED_ELEMENT_COMBINATION,
                &fill,
                &both(statement, one),
            );
        }
    }
    if let Some(effect) = statement
        .effect
        .filter(|_| !statement.allows() && !statement.denies())
    {
        report.add(&INVALID_EFFECT, &[("effect", effect.text)], effect);
    }
    for (lists, check) in [
        (&statement.action, &EMPTY_ARRAY_ACTION),
        (&statement.resource, &EMPTY_ARRAY_RESOURCE),
    ] {
        for list in lists.iter().flatten().filter(|list| list.is_empty_array()) {
            report.add(check, &[], list.node);
        }
    }
}

fn missing<'n>(context: &Context<'_, 'n>, statement: &Statement<'n>, report: &mut Report<'n>) {
    let scope = context.scope;
    let lacks = |one: &str, other: &str| !statement.has(one) && !statement.has(other);
    if !statement.has("Effect") {
        report.add(&MISSING_EFFECT, &[], statement.node);
    }
    if (scope.is_resource() || scope.is_resource_control()) && lacks("Principal", "NotPrincipal") {
        report.add(&MISSING_PRINCIPAL, &[], statement.node);
    }
    if lacks("Action", "NotAction") {
        report.add(&MISSING_ACTION, &[], statement.node);
    }
    // AWS was observed not to ask for a resource in a trust policy that came as a plain resource policy.
    let is_trust = scope.is_trust()
        || scope.is_resource() && scope.attached_to().is_none() && statement.is_about_sessions();
    if lacks("Resource", "NotResource") && !is_trust {
        report.add(&MISSING_RESOURCE, &[], statement.node);
    }
}

/// The places of an element and of its opposite; the statement when they could not be read.
fn both<'n>(statement: &Statement<'n>, element: &str) -> Vec<Spot<'n>> {
    let lists = |lists: &[Option<List<'n>>; 2]| -> Vec<Spot<'n>> {
        lists
            .iter()
            .flatten()
            .map(|list| list.node.into())
            .collect()
    };
    let spots = match element {
        "Principal" => statement
            .principal
            .iter()
            .flatten()
            .map(|principal| principal.node.into())
            .collect(),
        "Action" => lists(&statement.action),
        _ => lists(&statement.resource),
    };
    if spots.is_empty() {
        vec![statement.node.into()]
    } else {
        spots
    }
}
