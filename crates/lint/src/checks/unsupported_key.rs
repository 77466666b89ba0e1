//! Actions whose requests never carry a key of the statement's Condition.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::collections::HashSet;

use super::Context;
use super::tag_support::is_resource_tag;
use crate::catalog::{Named, named, service_key, supports};
use crate::check::error::UNSUPPORTED_ACTION_FOR_CONDITION_KEY;
use crate::document::Statement;
use crate::report::{Report, Spot};
use crate::tables::global_key;

/// One finding for each key, at all actions written out that do not have it; patterns are passed over.
pub(super) fn check<'n>(_: &Context<'_, 'n>, statement: &Statement<'n>, report: &mut Report<'n>) {
    let mut seen = HashSet::new();
    for (_, key) in statement.conditions() {
        let folded = key.folded.as_str();
        // Keys of sessions and keys of tags have rules of their own.
        if global_key::find(folded).is_some() || is_resource_tag(folded) || !seen.insert(folded) {
            continue;
        }
        if service_key(folded).is_none() {
            continue;
        }
        // What an identity provider said goes with the session to every service; only STS asks for it at once.
        let is_of_provider = folded.starts_with("saml:")
            || folded
                .split(':')
                .next()
                .is_some_and(|prefix| prefix.contains('.'));
        let actions: Vec<_> = statement
            .actions()
            .iter()
            .filter(|action| match named(action.text) {
                Named::One(found) => {
                    (!is_of_provider || found.service == "sts") && !supports(found, folded)
                }
                _ => false,
            })
            .collect();
        if actions.is_empty() {
            continue;
        }
        let names: Vec<&str> = actions.iter().map(|action| action.text).collect();
        let mut spots: Vec<Spot<'n>> = actions.iter().map(|action| (**action).into()).collect();
        spots.push(key.node.into());
        let fill = [("actions", &*names.join(", ")), ("key", key.name.text)];
        report.add_at(&UNSUPPORTED_ACTION_FOR_CONDITION_KEY, &fill, &spots);
    }
}
