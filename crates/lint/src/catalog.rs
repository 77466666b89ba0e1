//! What the checks ask the catalog: the actions behind a pattern, the formats of a service's ARNs, the type of a key.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::collections::HashMap;
use std::sync::OnceLock;

use shapes::catalog::{self, Action, ConditionKey, ConditionKeyType, Service};

use crate::pattern::{Budget, Pattern};
use crate::tables::global_key::{self, Kind};

/// What the values of a condition key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyType {
    pub(crate) kind: Kind,
    /// Whether a request may carry several values.
    pub(crate) is_multivalued: bool,
}

/// The format of one type of resource.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) resource_type: &'static str,
    pub(crate) region: &'static str,
    pub(crate) account: &'static str,
    pub(crate) resource: Pattern,
}

/// What an action of a policy stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    /// `*`
    Everything,
    /// One action that exists.
    One(&'static Action),
    /// A pattern within one service.
    Pattern(&'static Service),
    /// A pattern over services.
    Services,
    /// A name that its service does not have.
    NoAction(&'static Service),
    /// A service that there is not.
    NoService,
    /// Not an action at all: no colon, several of them, or a variable.
    Unreadable,
}

/// What an action's text stands for.
pub(crate) fn named(text: &str) -> Named {
    if text == "*" {
        return Named::Everything;
    }
    if text.contains("${") {
        return Named::Unreadable;
    }
    let Some((prefix, name)) = text.split_once(':') else {
        return Named::Unreadable;
    };
    if prefix.contains(['*', '?']) {
        return Named::Services;
    }
    let Some(service) = catalog::service(prefix) else {
        return Named::NoService;
    };
    if name.contains(['*', '?']) {
        return Named::Pattern(service);
    }
    match service.action(name) {
        Some(action) => Named::One(action),
        None => Named::NoAction(service),
    }
}

/// The actions of the service that the pattern, prefix included, matches; they end early when the budget is spent.
pub(crate) fn matching<'b>(
    service: &'static Service,
    text: &str,
    budget: &'b Budget,
) -> impl Iterator<Item = &'static Action> + use<'b> {
    let name = text.split_once(':').map_or(text, |(_, name)| name);
    let pattern = Pattern::new(&name.to_ascii_lowercase());
    let names = action_names(service).iter();
    names
        .take_while(|_| !budget.is_spent())
        .filter(move |(name, _)| pattern.covers(name, budget))
        .map(|(_, action)| *action)
}

type ActionNames = Vec<(Pattern, &'static Action)>;

/// The names of the service's actions in lower case, taken apart once.
fn action_names(service: &'static Service) -> &'static [(Pattern, &'static Action)] {
    static NAMES: OnceLock<HashMap<&'static str, OnceLock<ActionNames>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let services = catalog::services().iter();
        services
            .map(|service| (service.prefix, OnceLock::new()))
            .collect()
    });
    let read = || {
        let actions = service.actions().iter();
        actions
            .map(|action| (Pattern::new(&action.name.to_ascii_lowercase()), action))
            .collect()
    };
    names
        .get(service.prefix)
        .map_or(&[], |names| names.get_or_init(read).as_slice())
}

/// Whether the action's requests carry the key: it is listed on the action or on one of its resource types.
pub(crate) fn supports(action: &Action, key: &str) -> bool {
    let is_listed = |names: &[&'static str]| names.iter().any(|name| covers(name, key));
    let of_type = |name: &str| {
        catalog::service(action.service).and_then(|service| service.resource_type(name))
    };
    is_listed(&action.condition_keys)
        || action.resources.iter().any(|resource| {
            is_listed(&resource.condition_keys)
                || of_type(resource.resource_type)
                    .is_some_and(|of_type| is_listed(&of_type.condition_keys))
        })
}

/// Whether the catalog's name stands for the key. Some families of tag keys are written without a variable there.
fn covers(name: &'static str, key: &str) -> bool {
    match stem(name).filter(|stem| key.len() > stem.len()) {
        Some(stem) => key
            .get(..stem.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(stem)),
        None => ConditionKey { name, kind: None }.covers(key),
    }
}

/// What stands before the tag in a family of tag keys: `ssm:resourceTag/tag-key`, `sagemaker:ResourceTag/`.
pub(crate) fn stem(name: &'static str) -> Option<&'static str> {
    let stem = match name.split_once(['$', '<']) {
        Some((stem, variable)) if variable.ends_with(['}', '>']) => stem,
        Some(_) => return None,
        None => name.strip_suffix("tag-key").unwrap_or(name),
    };
    stem.ends_with('/').then_some(stem)
}

/// Whether there is such a service, in actions, in ARNs, or before condition keys.
pub(crate) fn is_service(name: &str) -> bool {
    catalog::service(name).is_some() || formats(name).is_some() || keys(name).is_some()
}

/// The formats of the ARNs whose service field is this one. A service's list may have ARNs of other services.
pub(crate) fn formats(service: &str) -> Option<&'static [Format]> {
    static FORMATS: OnceLock<HashMap<&'static str, Vec<Format>>> = OnceLock::new();
    FORMATS
        .get_or_init(all_formats)
        .get(service)
        .map(Vec::as_slice)
}

fn all_formats() -> HashMap<&'static str, Vec<Format>> {
    let mut formats: HashMap<&'static str, Vec<Format>> = HashMap::new();
    for service in catalog::services() {
        for resource_type in service.resource_types() {
            add_format(&mut formats, resource_type.name, resource_type.arn);
        }
    }
    for (name, arn) in UNLISTED {
        add_format(&mut formats, name, arn);
    }
    formats
}

fn add_format(
    formats: &mut HashMap<&'static str, Vec<Format>>,
    resource_type: &'static str,
    arn: &'static str,
) {
    let mut fields = arn.splitn(6, ':').skip(2);
    if let (Some(service), Some(region), Some(account), Some(resource)) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    {
        formats.entry(service).or_default().push(Format {
            resource_type,
            region,
            account,
            resource: Pattern::of_format(resource),
        });
    }
}

/// ARNs that policies name and the tables of actions do not.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
const UNLISTED: &[(&str, &str)] = &[
    (
        "recovery-point",
        "arn:${Partition}:backup:${Region}:${Account}:recovery-point:${RecoveryPointId}",
    ),
    (
        "assumed-role",
        "arn:${Partition}:sts::${Account}:assumed-role/${RoleName}/${RoleSessionName}",
    ),
    // Documents and parameters that AWS owns have no account.
    (
        "document",
        "arn:${Partition}:ssm:${Region}::document/${DocumentName}",
    ),
    (
        "automation-definition",
        "arn:${Partition}:ssm:${Region}::automation-definition/${Name}",
    ),
    (
        "parameter",
        "arn:${Partition}:ssm:${Region}::parameter/aws/${Name}",
    ),
    ("root-user", "arn:${Partition}:iam::${Account}:root"),
];

/// What the key's values are. `None`: there is no such key, or the tables do not tell.
pub(crate) fn key_type(folded: &str) -> Option<KeyType> {
    if let Some(global) = global_key::find(folded) {
        return Some(KeyType {
            kind: global.kind,
            is_multivalued: global.is_multivalued,
        });
    }
    let kind = service_key(folded)?.kind?;
    let is_multivalued = matches!(
        kind,
        ConditionKeyType::ArrayOfString
            | ConditionKeyType::ArrayOfArn
            | ConditionKeyType::ArrayOfBool
    );
    let kind = match kind {
        ConditionKeyType::String | ConditionKeyType::ArrayOfString => Kind::String,
        ConditionKeyType::Arn | ConditionKeyType::ArrayOfArn => Kind::Arn,
        ConditionKeyType::Bool | ConditionKeyType::ArrayOfBool => Kind::Bool,
        ConditionKeyType::Numeric => Kind::Numeric,
        ConditionKeyType::Date => Kind::Date,
        ConditionKeyType::IpAddress => Kind::IpAddress,
    };
    Some(KeyType {
        kind,
        is_multivalued,
    })
}

/// The key of a service that this name stands for.
pub(crate) fn service_key(folded: &str) -> Option<&'static ConditionKey> {
    let (prefix, _) = folded.split_once(':')?;
    keys(prefix)?
        .iter()
        .copied()
        .find(|key| covers(key.name, folded))
}

/// Every key with this prefix, whichever service's list has it.
pub(crate) fn keys(prefix: &str) -> Option<&'static [&'static ConditionKey]> {
    static KEYS: OnceLock<HashMap<String, Vec<&'static ConditionKey>>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let mut keys: HashMap<String, Vec<&'static ConditionKey>> = HashMap::new();
        for key in catalog::services().iter().flat_map(Service::condition_keys) {
            if let Some((prefix, _)) = key.name.split_once(':') {
                let known = keys.entry(prefix.to_ascii_lowercase()).or_default();
                if !known
                    .iter()
                    .any(|known| known.name.eq_ignore_ascii_case(key.name))
                {
                    known.push(key);
                }
            }
        }
        // A key spelled out goes before one with a variable.
        for known in keys.values_mut() {
            known.sort_by_key(|key| key.name.contains(['$', '<']) || stem(key.name).is_some());
        }
        keys
    });
    keys.get(&prefix.to_ascii_lowercase()).map(Vec::as_slice)
}
