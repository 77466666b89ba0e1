//! What a request asks for, in policy terms.

use std::sync::Arc;

use names::{Arn, Tag, TagSet};
use policy::Policy;

/// Everything that must be allowed before an operation runs; a list of checks, each of which must be.
#[derive(Clone, Debug, Default)]
pub struct Demand {
    checks: Vec<Check>,
    is_free: bool,
}

impl Demand {
    /// One check.
    #[must_use]
    pub fn new(check: Check) -> Self {
        Self {
            checks: vec![check],
            is_free: false,
        }
    }

    /// Nothing: the few operations that no policy can deny to a caller who is who they say, such as
    /// GetCallerIdentity. A demand that merely came out without checks is denied.
    #[must_use]
    pub fn free() -> Self {
        Self {
            checks: Vec::new(),
            is_free: true,
        }
    }

    /// And another.
    #[must_use]
    pub fn and(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// And another, where there is one.
    #[must_use]
    pub fn and_maybe(mut self, check: Option<Check>) -> Self {
        self.checks.extend(check);
        self
    }

    /// Whether no policy is asked.
    pub(crate) fn is_free(&self) -> bool {
        self.is_free && self.checks.is_empty()
    }

    /// The checks in the order in which a denial is reported.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }
}

/// One action on one resource with the condition keys that belong to it.
#[derive(Clone, Debug)]
pub struct Check {
    /// Such as `iam:CreateUser`.
    pub(crate) action: &'static str,
    /// An ARN, or `*` for actions without a resource.
    pub(crate) resource: String,
    /// The account that owns the resource, where the ARN does not say.
    pub(crate) owner: Option<String>,
    /// The resource as a denial prints it.
    pub(crate) printed: Printed,
    /// Condition keys of this check alone, by their lower-cased names.
    pub(crate) keys: Keys,
    /// The policy on the resource, where there is one.
    pub(crate) resource_policy: ResourcePolicy,
    /// Only an explicit Deny counts; no Allow is needed.
    pub(crate) is_veto: bool,
    /// The account allows it to its users, beside their policies.
    pub(crate) is_granted: bool,
}

impl Check {
    /// `action` on the thing with this ARN, which a denial prints as it is.
    #[must_use]
    pub fn on(action: &'static str, resource: &Arn) -> Self {
        Self::on_text(action, resource.as_str().to_owned())
    }

    /// `action` on no particular thing.
    #[must_use]
    pub fn on_anything(action: &'static str) -> Self {
        Self::on_text(action, "*".to_owned())
    }

    /// `action` on a resource given as text: an ARN, or a pattern that AWS decides on, such as `arn:aws:s3:::*`.
    #[must_use]
    pub fn on_text(action: &'static str, resource: String) -> Self {
        Self {
            action,
            resource,
            owner: None,
            printed: Printed::Resource,
            keys: Keys::default(),
            resource_policy: ResourcePolicy::None,
            is_veto: false,
            is_granted: false,
        }
    }

    /// The account that owns the resource, for ARNs that do not name one.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.to_owned());
        self
    }

    /// How a denial names the resource.
    #[must_use]
    pub fn printed(mut self, printed: Printed) -> Self {
        self.printed = printed;
        self
    }

    /// A condition key of the request, such as `iam:PolicyARN`, in lower case.
    #[must_use]
    pub fn key(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.keys.one(name, value);
        self
    }

    /// A condition key of the request that may be absent.
    #[must_use]
    pub fn key_maybe(mut self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        if let Some(value) = value {
            self.keys.one(name, value);
        }
        self
    }

    /// Many condition keys at once.
    #[must_use]
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys.0.extend(keys.0);
        self
    }

    /// `aws:RequestTag/key` and `aws:TagKeys` from tags that the request sets.
    #[must_use]
    pub fn request_tags<'a>(mut self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tag_keys = Vec::new();
        for (key, value) in tags {
            // AWS was observed to let the last value of a repeated key win here.
            self.keys
                .one(format!("aws:requesttag/{}", policy::fold_key(key)), value);
            tag_keys.push(key.to_owned());
        }
        self.tag_keys(tag_keys)
    }

    /// `aws:TagKeys` alone, from keys that the request removes.
    #[must_use]
    pub fn tag_keys(mut self, keys: Vec<String>) -> Self {
        self.keys.many("aws:tagkeys", keys);
        self
    }

    /// `aws:ResourceTag/key` and the service's own spelling from tags that the resource has now.
    #[must_use]
    pub fn resource_tags(mut self, tags: &TagSet, spellings: &[&str]) -> Self {
        for Tag { key, value } in tags {
            for spelling in spellings {
                self.keys.one(
                    format!("{spelling}/{}", policy::fold_key(key)),
                    value.as_str(),
                );
            }
        }
        self
    }

    /// The policy on the resource.
    #[must_use]
    pub fn resource_policy(mut self, policy: ResourcePolicy) -> Self {
        self.resource_policy = policy;
        self
    }

    /// Only an explicit Deny of this check counts.
    #[must_use]
    pub fn veto_only(mut self) -> Self {
        self.is_veto = true;
        self
    }

    /// The account allows this to its users if `is_granted`, as though each had a policy that says so: a Deny, a
    /// boundary and a session policy bind as ever.
    #[must_use]
    pub fn granted_if(mut self, is_granted: bool) -> Self {
        self.is_granted = is_granted;
        self
    }

    /// The action, such as `iam:CreateUser`.
    #[must_use]
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// The resource that is decided on.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }
}

/// The policy on a resource.
#[derive(Clone, Debug, Default)]
pub enum ResourcePolicy {
    /// The resource has none, or the service has no such thing.
    #[default]
    None,
    /// One that may grant and deny, such as a bucket policy.
    Ordinary(Arc<Policy>),
    /// The trust policy of a role, without whose grant nobody assumes it.
    Trust(Arc<Policy>),
    /// The role that should carry a trust policy does not exist: nobody is granted anything.
    MissingTrust,
}

/// How a denial names the resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// The resource that was decided on.
    Resource,
    /// The same in straight double quotes, as S3 does.
    Quoted,
    /// Another text, such as `user Bob`.
    As(String),
    /// Not at all, the words `on resource` included.
    Nothing,
}

/// Condition keys with their values, by lower-cased name.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<(String, Values)>);

/// The values of one condition key.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    One(String),
    Many(Vec<String>),
}

impl Keys {
    /// Sets a single-valued key; a later value of the same key wins.
    pub fn one(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.set(name.into(), Values::One(value.into()));
    }

    /// Sets a multivalued key. An empty list is an absent key: AWS was observed to make no difference.
    pub fn many(&mut self, name: impl Into<String>, values: Vec<String>) {
        if !values.is_empty() {
            self.set(name.into(), Values::Many(values));
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Values)> {
        self.0.iter().map(|(key, values)| (key.as_str(), values))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Values> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, values)| values)
    }

    fn set(&mut self, name: String, values: Values) {
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = values,
            None => self.0.push((name, values)),
        }
    }
}
