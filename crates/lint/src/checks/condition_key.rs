//! Whether there are such condition keys.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::HashMap;

use super::{Condition, Context};
use crate::catalog;
use crate::check::error::{
    DUPLICATE_KEYS_WITH_DIFFERENT_CASE, INVALID_CONDITION_KEY_FORMAT, INVALID_GLOBAL_CONDITION_KEY,
    INVALID_SERVICE, INVALID_SERVICE_CONDITION_KEY, MISSING_TAG_KEY_IN_CONDITION,
    UNSUPPORTED_GLOBAL_CONDITION_KEY,
};
use crate::document::{Key, Statement};
use crate::report::{Report, Spot};
use crate::tables::global_key;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let name = key.name.text;
    // A variable in a name is reported as such.
    if name.contains("${") {
        return;
    }
    let Some((prefix, rest)) = name
        .split_once(':')
        .filter(|(prefix, rest)| !prefix.is_empty() && !rest.is_empty())
    else {
        report.add(&INVALID_CONDITION_KEY_FORMAT, &[], &key.name);
        return;
    };
    if key.folded == "aws:arn" {
        report.add(&UNSUPPORTED_GLOBAL_CONDITION_KEY, &[], &key.name);
    } else if is_bare_tag_family(&key.folded) {
        let family = format!("{prefix}:{}/", rest.trim_end_matches('/'));
        report.add(
            &MISSING_TAG_KEY_IN_CONDITION,
            &[("conditionKeyName", &family)],
            &key.name,
        );
    } else if global_key::find(&key.folded).is_some() {
    } else if key.folded.starts_with("aws:") {
        report.add(&INVALID_GLOBAL_CONDITION_KEY, &[("key", name)], &key.name);
    } else {
        service_key(key, prefix, report);
    }
}

fn service_key<'n>(key: &Key<'n>, prefix: &str, report: &mut Report<'n>) {
    let name = key.name.text;
    // Identity providers bring keys under their own names, which no table knows.
    let is_issuer = prefix.contains(['.', '/']);
    if is_issuer || catalog::service_key(&key.folded).is_some() {
        return;
    }
    if catalog::is_service(&prefix.to_ascii_lowercase()) {
        let fill = [("key", name), ("service", prefix)];
        report.add(&INVALID_SERVICE_CONDITION_KEY, &fill, &key.name);
    } else {
        report.add(&INVALID_SERVICE, &[("service", prefix)], &key.name);
    }
}

/// A family of tag keys without the name of a tag: `aws:ResourceTag`, `s3:ExistingObjectTag/`.
fn is_bare_tag_family(folded: &str) -> bool {
    let bare = folded.trim_end_matches('/');
    let Some((prefix, name)) = bare.split_once(':') else {
        return false;
    };
    if !name.ends_with("tag") || name.contains('/') {
        return false;
    }
    if prefix == "aws" {
        return global_key::find(&format!("{bare}/x")).is_some();
    }
    let mut families = catalog::keys(prefix).into_iter().flatten();
    families.any(|key| {
        let stem = catalog::stem(key.name).map(|stem| stem.trim_end_matches('/'));
        stem.is_some_and(|stem| stem.eq_ignore_ascii_case(bare))
    })
}

/// Keys of one block that are the same but for their case.
pub(super) fn duplicates<'n>(
    _: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for block in &statement.blocks {
        let mut seen: HashMap<&str, Vec<&Key<'n>>> = HashMap::new();
        for key in &block.keys {
            seen.entry(&key.folded).or_default().push(key);
        }
        // In the order of the block, not of the map.
        for key in &block.keys {
            let Some(same) = seen.get(key.folded.as_str()).filter(|same| same.len() > 1) else {
                continue;
            };
            if same
                .first()
                .is_some_and(|first| first.name.span == key.name.span)
            {
                let spots: Vec<Spot<'n>> = same.iter().map(|key| (&key.name).into()).collect();
                report.add_at(
                    &DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
                    &[("key", key.name.text)],
                    &spots,
                );
            }
        }
    }
}
