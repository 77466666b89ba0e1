//! Holds the condition keys of IAM and STS to the catalog: a test, and nothing but a test.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use shapes::catalog;

use crate::services::services;

const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/operations");

/// The cases of `conformance/operations/authorization` are run against real policies, so a key that has a value there is
/// filled. Each key that the catalog lists for a built operation has one, unless a list says why not.
#[test]
fn the_keys_of_the_catalog_are_filled() {
    let filled = filled();
    let exceptions = exceptions();
    let mut unfilled = BTreeSet::new();
    for service in services() {
        for operation in service.operation_names() {
            let action = format!("{}:{operation}", service.info.name);
            unfilled.extend(lacking(&action, &filled));
        }
    }
    // Of actions that come with others, such as iam:PassRole.
    for action in filled.keys() {
        unfilled.extend(lacking(action, &filled));
    }
    let of_cases = |(action, _): &&(String, String)| filled.contains_key(action.as_str());
    for (action, key) in exceptions.iter().filter(of_cases) {
        assert!(
            unfilled.contains(&(action.clone(), key.clone())),
            "{action} {key} needs no exception"
        );
    }
    let unexplained: BTreeSet<_> = unfilled.difference(&exceptions).collect();
    assert_eq!(unexplained, BTreeSet::new());
}

/// The keys that have a value in some case, by action, in the catalog's families and in lower case.
fn filled() -> BTreeMap<String, BTreeSet<String>> {
    let mut filled: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(Path::new(OPERATIONS).join("authorization")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let checks = text.lines().filter_map(|line| line.strip_prefix("  "));
        for check in checks.filter(|line| !line.starts_with(' ')) {
            let mut parts = check.split(" | ");
            let (Some(action), Some(_)) = (parts.next(), parts.next()) else {
                continue;
            };
            let keys = parts.next().unwrap_or_default().split("; ");
            let with_value = keys
                .filter_map(|key| key.split_once('='))
                .filter(|(_, value)| *value != "-")
                .map(|(key, _)| family(key));
            filled
                .entry(action.to_owned())
                .or_default()
                .extend(with_value);
        }
    }
    filled
}

/// `aws:RequestTag/team` is one of `aws:RequestTag/${TagKey}`.
fn family(key: &str) -> String {
    let name = match key.split_once('/') {
        Some((stem, _)) => format!("{stem}/${{TagKey}}"),
        None => key.to_owned(),
    };
    name.to_ascii_lowercase()
}

fn lacking(action: &str, filled: &BTreeMap<String, BTreeSet<String>>) -> Vec<(String, String)> {
    let Some(listed) = catalog::action(action) else {
        return Vec::new();
    };
    let types = listed.resources.iter().filter_map(|resource| {
        let service = catalog::service(listed.service)?;
        Some(
            &service
                .resource_type(resource.resource_type)?
                .condition_keys,
        )
    });
    let of_types = listed
        .resources
        .iter()
        .map(|of_type| &of_type.condition_keys);
    let keys: BTreeSet<&str> = types
        .chain(of_types)
        .chain([&listed.condition_keys])
        .flatten()
        .copied()
        .collect();
    let have = filled.get(action);
    keys.into_iter()
        .filter(|key| have.is_none_or(|have| !have.contains(&key.to_ascii_lowercase())))
        .map(|key| (action.to_owned(), key.to_owned()))
        .collect()
}

fn exceptions() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(Path::new(OPERATIONS).join("unfilled-keys.txt")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(action, keys)| {
            keys.split(' ')
                .map(move |key| (action.to_owned(), key.to_owned()))
        })
        .collect()
}
