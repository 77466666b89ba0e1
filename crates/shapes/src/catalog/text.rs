//! Reads the catalog's text, which the generator writes.
//!
//! Fields are separated by tabs, and the first one tells what the line is:
//! - `S` prefix, name: a service begins;
//! - `K` name, type: a condition key, the first of the service has number 0; `-` is a type that is not told;
//! - `R` name, ARN, keys: a resource type with the numbers of its condition keys, separated by blanks;
//! - `A` name, access level, targets…: an action. A target is a resource type, followed by `*` when it is required and then,
//!   if there are any, by `|` keys `|` dependent actions. The target without a name holds what applies to every resource.

use std::sync::OnceLock;

use super::{
    AccessLevel, Action, ActionResource, ConditionKey, ConditionKeyType, Content, ResourceType,
    Service,
};

static TEXT: &str = include_str!("../../generated/catalog.txt");

/// Finds where each service begins.
pub(super) fn services() -> Vec<Service> {
    let sections = TEXT.split("\nS\t").skip(1);
    sections
        .filter_map(|section| {
            let (title, lines) = section.split_once('\n').unwrap_or((section, ""));
            let (prefix, name) = title.split_once('\t')?;
            Some(Service {
                prefix,
                name,
                lines,
                content: OnceLock::new(),
            })
        })
        .collect()
}

/// Reads the lines of one service.
pub(super) fn content(prefix: &'static str, lines: &'static str) -> Content {
    let mut content = Content::default();
    for line in lines.lines() {
        let mut fields = line.split('\t');
        let (kind, name, third) = (
            fields.next(),
            fields.next().unwrap_or_default(),
            fields.next().unwrap_or_default(),
        );
        match kind {
            Some("K") => content.condition_keys.push(ConditionKey {
                name,
                kind: key_type(third),
            }),
            Some("R") => {
                let condition_keys =
                    keys(&content.condition_keys, fields.next().unwrap_or_default());
                content.resource_types.push(ResourceType {
                    name,
                    arn: third,
                    condition_keys,
                });
            }
            Some("A") => {
                let action = action(prefix, name, third, fields, &content.condition_keys);
                content.actions.push(action);
            }
            _ => {}
        }
    }
    content
}

fn action(
    service: &'static str,
    name: &'static str,
    level: &str,
    targets: impl Iterator<Item = &'static str>,
    table: &[ConditionKey],
) -> Action {
    let access_level = access_level(level);
    let mut action = Action {
        service,
        name,
        access_level,
        resources: Vec::new(),
        condition_keys: Vec::new(),
        dependent_actions: Vec::new(),
    };
    for target in targets {
        let mut parts = target.split('|');
        let resource = parts.next().unwrap_or_default();
        let condition_keys = keys(table, parts.next().unwrap_or_default());
        let dependent_actions = parts
            .next()
            .unwrap_or_default()
            .split_ascii_whitespace()
            .collect();
        if resource.is_empty() {
            (action.condition_keys, action.dependent_actions) = (condition_keys, dependent_actions);
            continue;
        }
        let (resource_type, required) = match resource.strip_suffix('*') {
            Some(resource_type) => (resource_type, true),
            None => (resource, false),
        };
        action.resources.push(ActionResource {
            resource_type,
            required,
            condition_keys,
            dependent_actions,
        });
    }
    action
}

fn keys(table: &[ConditionKey], numbers: &str) -> Vec<&'static str> {
    let numbers = numbers
        .split_ascii_whitespace()
        .filter_map(|number| number.parse::<usize>().ok());
    numbers
        .filter_map(|number| table.get(number))
        .map(|key| key.name)
        .collect()
}

/// A level that is not known counts as the one that asks for most care.
fn access_level(text: &str) -> AccessLevel {
    match text {
        "List" => AccessLevel::List,
        "Read" => AccessLevel::Read,
        "Write" => AccessLevel::Write,
        "Tagging" => AccessLevel::Tagging,
        _ => AccessLevel::PermissionsManagement,
    }
}

fn key_type(text: &str) -> Option<ConditionKeyType> {
    Some(match text {
        "String" => ConditionKeyType::String,
        "ArrayOfString" => ConditionKeyType::ArrayOfString,
        "ARN" => ConditionKeyType::Arn,
        "ArrayOfARN" => ConditionKeyType::ArrayOfArn,
        "Bool" => ConditionKeyType::Bool,
        "ArrayOfBool" => ConditionKeyType::ArrayOfBool,
        "Numeric" => ConditionKeyType::Numeric,
        "Date" => ConditionKeyType::Date,
        "IPAddress" => ConditionKeyType::IpAddress,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the text says is in the catalog: no line is passed over.
    #[test]
    fn every_line_is_read() {
        let count = |kind: &str| {
            TEXT.lines()
                .filter(|line| line.starts_with(&format!("{kind}\t")))
                .count()
        };
        let services = super::super::services();
        let sum = |of: fn(&Service) -> usize| services.iter().map(of).sum::<usize>();
        assert_eq!(services.len(), count("S"));
        assert_eq!(sum(|service| service.actions().len()), count("A"));
        assert_eq!(sum(|service| service.resource_types().len()), count("R"));
        assert_eq!(sum(|service| service.condition_keys().len()), count("K"));
        assert_eq!(
            1 + count("S") + count("A") + count("R") + count("K"),
            TEXT.lines().count()
        );
    }

    #[test]
    fn every_word_is_known() {
        for line in TEXT.lines() {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["K", name, kind] => {
                    assert!(*kind == "-" || key_type(kind).is_some(), "{name}: {kind}")
                }
                ["A", name, level, ..] => {
                    assert!(
                        *level == "Permissions management"
                            || access_level(level) != AccessLevel::PermissionsManagement,
                        "{name}"
                    );
                }
                _ => {}
            }
        }
    }
}
