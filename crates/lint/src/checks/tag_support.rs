//! Conditions on a resource's tags in statements whose actions do not carry them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html>

use policy::Comparison;

use super::Context;
use crate::catalog::{Named, matching, named, supports};
use crate::check::security_warning::{
    DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
};
use crate::check::suggestion::{
    ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
};
use crate::document::{Block, Key, Statement};
use crate::report::Report;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !statement.allows() && !statement.denies() {
        return;
    }
    for (_, key) in statement
        .conditions()
        .filter(|(block, key)| needs_tag(block) && is_resource_tag(&key.folded))
    {
        if let Some(list) = &statement.action[1] {
            let check = if statement.allows() {
                &ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
            } else {
                &DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
            };
            let spots = [list.node.into(), key.node.into()];
            report.add_at(check, &[("conditionKeyName", key.name.text)], &spots);
            continue;
        }
        on_actions(context, statement, key, report);
    }
}

fn on_actions<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    key: &Key<'n>,
    report: &mut Report<'n>,
) {
    let mut services: Vec<&str> = Vec::new();
    let mut spots = Vec::new();
    for action in statement.actions() {
        let (service, is_supported) = match named(action.text) {
            Named::One(found) => (found.service, supports(found, &key.folded)),
            Named::Pattern(service) => {
                let mut actions = matching(service, action.text, context.budget).peekable();
                // A pattern of nothing is reported as such; one of several actions is amiss when none carries the tag.
                let is_supported =
                    actions.peek().is_none() || actions.any(|found| supports(found, &key.folded));
                (service.prefix, is_supported || context.budget.is_spent())
            }
            _ => continue,
        };
        if !is_supported {
            spots.push((*action).into());
            if !services.contains(&service) {
                services.push(service);
            }
        }
    }
    if services.is_empty() {
        return;
    }
    spots.push(key.node.into());
    let names = services.join(", ");
    let fill = [
        ("conditionKeyName", key.name.text),
        ("serviceNames", names.as_str()),
    ];
    let check = if statement.allows() {
        &ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
    } else {
        &DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
    };
    report.add_at(check, &fill, &spots);
}

/// Whether a condition is false when the key is absent. One that is true then holds for actions without tags as well, so
/// nothing is missed.
fn needs_tag(block: &Block<'_>) -> bool {
    block.operator.is_some_and(|operator| {
        !operator.if_exists && !operator.is_negated && operator.comparison != Comparison::Null
    })
}

/// `aws:ResourceTag/…`, or a service's own.
pub(super) fn is_resource_tag(folded: &str) -> bool {
    folded
        .split_once(':')
        .is_some_and(|(_, name)| name.starts_with("resourcetag/"))
}
