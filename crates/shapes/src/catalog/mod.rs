//! The actions, resource types and condition keys of every AWS service.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
//!
//! The catalog is one text in the binary. Nothing is read until the first look-up, which finds where each service begins;
//! a service's own lines are read when it is first asked for. Names of actions and services are compared without regard
//! to case, as policies compare them.
//!
//! ```
//! use shapes::catalog::{self, AccessLevel};
//!
//! let action = catalog::action("S3:getobject").ok_or("unknown")?;
//! assert_eq!((action.name, action.access_level), ("GetObject", AccessLevel::Read));
//! assert!(action.resources.iter().any(|resource| resource.resource_type == "object"));
//! # Ok::<(), &str>(())
//! ```

mod text;

use std::sync::OnceLock;

/// One service. Services may be called by several prefixes in AWS's documents; each prefix is one service here.
#[derive(Debug)]
pub struct Service {
    /// What stands before the colon in its actions, for example `s3`.
    pub prefix: &'static str,
    /// What AWS calls it, for example `Amazon S3`.
    pub name: &'static str,
    lines: &'static str,
    content: OnceLock<Content>,
}

#[derive(Debug, Default)]
struct Content {
    /// Sorted by name without regard to case.
    actions: Vec<Action>,
    /// Sorted by name without regard to case.
    resource_types: Vec<ResourceType>,
    condition_keys: Vec<ConditionKey>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The prefix of its service.
    pub service: &'static str,
    /// Its name without the prefix.
    pub name: &'static str,
    /// What kind of access it gives.
    pub access_level: AccessLevel,
    /// The resource types that it can be granted on; none when it takes only `*`.
    pub resources: Vec<ActionResource>,
    /// The condition keys that it has whatever the resource.
    pub condition_keys: Vec<&'static str>,
    /// What the caller must also be allowed, for example `iam:PassRole`.
    pub dependent_actions: Vec<&'static str>,
}

/// A resource type that an action can be granted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionResource {
    /// The name of the type in the action's service.
    pub resource_type: &'static str,
    /// Whether the action always needs a resource of this type.
    pub required: bool,
    /// The condition keys that the action has for this type only.
    pub condition_keys: Vec<&'static str>,
    /// What the caller must also be allowed for this type.
    pub dependent_actions: Vec<&'static str>,
}

/// What kind of access an action gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads what is in resources.
    Read,
    /// Creates, changes or deletes resources.
    Write,
    /// Changes only tags.
    Tagging,
    /// Grants or changes permissions.
    PermissionsManagement,
}

/// One type of resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name, for example `object`.
    pub name: &'static str,
    /// Its ARN with variables, for example `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
    pub arn: &'static str,
    /// The condition keys that its resources bring.
    pub condition_keys: Vec<&'static str>,
}

/// One condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionKey {
    /// Its name; it may end in a variable, as `aws:ResourceTag/${TagKey}` does.
    pub name: &'static str,
    /// What its values are; `None` when AWS's tables do not tell.
    pub kind: Option<ConditionKeyType>,
}

/// What the values of a condition key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConditionKeyType {
    /// One string.
    String,
    /// Several strings.
    ArrayOfString,
    /// One ARN.
    Arn,
    /// Several ARNs.
    ArrayOfArn,
    /// One boolean.
    Bool,
    /// Several booleans.
    ArrayOfBool,
    /// One number.
    Numeric,
    /// One date.
    Date,
    /// One IP address.
    IpAddress,
}

/// Every service, sorted by prefix.
#[must_use]
pub fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(text::services)
}

/// The service with this prefix.
#[must_use]
pub fn service(prefix: &str) -> Option<&'static Service> {
    find(services(), prefix, |service| service.prefix)
}

/// The action with this full name, for example `s3:GetObject`.
#[must_use]
pub fn action(name: &str) -> Option<&'static Action> {
    let (prefix, name) = name.split_once(':')?;
    service(prefix)?.action(name)
}

impl Service {
    /// Its actions, sorted by name without regard to case.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.content().actions
    }

    /// Its resource types, sorted by name without regard to case.
    #[must_use]
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.content().resource_types
    }

    /// The condition keys of its actions and resources, sorted by name without regard to case; keys of other
    /// services are among them.
    #[must_use]
    pub fn condition_keys(&self) -> &[ConditionKey] {
        &self.content().condition_keys
    }

    /// The action with this name, given without the prefix.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action> {
        find(self.actions(), name, |action| action.name)
    }

    /// The resource type with this name.
    #[must_use]
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        find(self.resource_types(), name, |resource_type| {
            resource_type.name
        })
    }

    /// The condition key that this name, as a policy writes it, stands for.
    #[must_use]
    pub fn condition_key(&self, name: &str) -> Option<&ConditionKey> {
        // A key spelled out, such as `ssm:resourceTag/aws:ssmmessages:session-id`, goes before one with a variable.
        let keys = self.condition_keys();
        find(keys, name, |key| key.name).or_else(|| keys.iter().find(|key| key.covers(name)))
    }

    fn content(&self) -> &Content {
        self.content
            .get_or_init(|| text::content(self.prefix, self.lines))
    }
}

impl ConditionKey {
    /// Whether a policy's key is this one: without regard to case, any text in place of the variable.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        let Some((start, end)) = self.around_variable() else {
            return self.name.eq_ignore_ascii_case(name);
        };
        let Some((head, rest)) = name.split_at_checked(start.len()) else {
            return false;
        };
        let tail = rest
            .len()
            .checked_sub(end.len())
            .and_then(|at| rest.split_at_checked(at));
        head.eq_ignore_ascii_case(start)
            && tail.is_some_and(|(text, tail)| !text.is_empty() && tail.eq_ignore_ascii_case(end))
    }

    /// What stands before and after the variable, written `${TagKey}` or `<key>`.
    fn around_variable(&self) -> Option<(&'static str, &'static str)> {
        let (start, rest) = self
            .name
            .split_once("${")
            .or_else(|| self.name.split_once('<'))?;
        let (_, end) = rest.rsplit_once(['}', '>']).unwrap_or((rest, ""));
        Some((start, end))
    }
}

/// Finds the entry of that name, without regard to case, among entries sorted so.
fn find<'e, T>(
    entries: &'e [T],
    name: &str,
    name_of: impl Fn(&T) -> &'static str,
) -> Option<&'e T> {
    let folded = |name: &str| {
        name.bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<u8>>()
    };
    let wanted = folded(name);
    let at = entries
        .binary_search_by(|entry| {
            name_of(entry)
                .bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .cmp(wanted.iter().copied())
        })
        .ok()?;
    entries.get(at)
}
