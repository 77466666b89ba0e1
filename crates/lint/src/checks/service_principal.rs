//! Services as principals of resource policies: on whose behalf they come.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>

use policy::PrincipalKey;

use super::Context;
use crate::check::error::UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL;
use crate::check::security_warning::RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL;
use crate::check::suggestion::RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL;
use crate::document::{Key, PrincipalEntry, Statement};
use crate::report::{Report, Spot};
use crate::tables::source_service;

/// Keys that say on whose behalf a service comes.
const SOURCE_KEYS: [&str; 4] = [
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
];
/// Keys that were used for it before there were better ones; anybody can send them.
const WEAK_KEYS: [&str; 2] = ["aws:referer", "aws:useragent"];

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let scope = context.scope;
    let is_trust =
        scope.is_trust() || scope.attached_to().is_none() && statement.is_about_sessions();
    if !scope.is_resource() || is_trust {
        return;
    }
    let entries = statement.principals();
    let services = || {
        entries
            .iter()
            .filter(|entry| entry.key == PrincipalKey::Service)
    };
    let Some(first) = services().next() else {
        return;
    };
    if entries
        .iter()
        .all(|entry| entry.key == PrincipalKey::Service)
    {
        unsupported_keys(*first, statement, report);
    }
    if !statement.allows() || SOURCE_KEYS.iter().any(|key| statement.has_key(key)) {
        return;
    }
    let weak = statement
        .conditions()
        .map(|(_, key)| key)
        .find(|key| WEAK_KEYS.contains(&key.folded.as_str()));
    for service in services().filter(|entry| source_service::sends_source(entry.value.text)) {
        match weak {
            Some(weak) => {
                let prefix = service.value.text.split('.').next().unwrap_or_default();
                let fill = [("servicePrincipalPrefix", prefix), ("key", weak.name.text)];
                let spots = [service.value.into(), weak.node.into()];
                report.add_at(
                    &RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
                    &fill,
                    &spots,
                );
            }
            None => report.add(&RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL, &[], service.value),
        }
    }
}

/// A service is in no organization, has no tags and no second factor: keys of identities are never sent for it.
fn unsupported_keys<'n>(
    service: PrincipalEntry<'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let keys: Vec<&Key<'n>> = statement
        .conditions()
        .map(|(_, key)| key)
        .filter(|key| is_of_identities(&key.folded))
        .collect();
    if keys.is_empty() {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|key| key.name.text).collect();
    let mut spots: Vec<Spot<'n>> = keys.iter().map(|key| key.node.into()).collect();
    spots.push(service.value.into());
    let fill = [("conditionKeys", names.join(", "))];
    let fill = fill.each_ref().map(|(name, value)| (*name, value.as_str()));
    report.add_at(
        &UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
        &fill,
        &spots,
    );
}

fn is_of_identities(folded: &str) -> bool {
    matches!(
        folded,
        "aws:principalorgid"
            | "aws:principalorgpaths"
            | "aws:principalaccount"
            | "aws:username"
            | "aws:multifactorauthage"
            | "aws:multifactorauthpresent"
            | "aws:tokenissuetime"
            | "aws:sourceidentity"
    ) || folded.starts_with("aws:principaltag/")
}
