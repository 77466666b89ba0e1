//! Customer managed policies and their versions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>

use std::sync::Arc;

use names::{AccountId, Arn, Path, PolicyName, TagSet, UniqueId};
use policy::{Kind, Policy};
use serde::{Deserialize, Serialize};

use crate::aws_managed::{self, AwsManagedPolicy};
use crate::record::stored;
use crate::{Document, Key, Reads, Stored, Table, UnixTime};

/// One customer managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagedPolicy {
    /// The owning account.
    pub account: AccountId,
    /// `ANPA…`.
    pub id: UniqueId,
    /// The name as given.
    pub name: PolicyName,
    /// The path as given; it never changes.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// When a version was last made or the default last moved.
    pub updated_at: UnixTime,
    /// Up to 1,000 characters; it never changes.
    #[serde(default)]
    pub description: Option<String>,
    /// One to five versions, oldest first.
    pub versions: Vec<PolicyVersion>,
    /// The number of the version in force.
    pub default_version: u32,
    /// The number that the next version takes; numbers are never used twice.
    pub next_version: u32,
    /// Keys are told apart by case.
    #[serde(default)]
    pub tags: TagSet,
}

/// One version of a managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// 1 for `v1`.
    pub number: u32,
    /// The document.
    pub document: Document,
    /// When it was made.
    pub created_at: UnixTime,
}

impl PolicyVersion {
    /// `v1`, `v2`, …
    #[must_use]
    pub fn version_id(&self) -> String {
        format!("v{}", self.number)
    }
}

impl ManagedPolicy {
    /// The policy's ARN.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.policy_arn(&self.path, &self.name)
    }

    /// The version in force.
    #[must_use]
    pub fn default(&self) -> Option<&PolicyVersion> {
        self.versions
            .iter()
            .find(|version| version.number == self.default_version)
    }

    /// The version with this id, such as `v3`.
    #[must_use]
    pub fn version(&self, version_id: &str) -> Option<&PolicyVersion> {
        self.versions
            .iter()
            .find(|version| version.version_id() == version_id)
    }
}

stored!(ManagedPolicy, Policy, |policy| key(
    policy.account,
    policy.name.as_str()
));

/// Where the policy of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::Policy, account, name)
}

/// A managed policy of either kind.
#[derive(Clone, Debug)]
pub enum AnyPolicy {
    /// Of a customer's account.
    Customer(Arc<ManagedPolicy>),
    /// Of AWS, the same in every account.
    Aws(&'static AwsManagedPolicy),
}

impl AnyPolicy {
    /// The compiled document in force; `None` if the record has no default version, which denies.
    #[must_use]
    pub fn compiled(&self) -> Option<&Arc<Policy>> {
        match self {
            Self::Customer(policy) => Some(
                policy
                    .default()?
                    .document
                    .compiled(Kind::Identity { managed: true }),
            ),
            Self::Aws(policy) => Some(policy.compiled()),
        }
    }
}

/// The customer managed policy with this name in any case.
pub fn by_name(tx: &mut impl Reads, account: AccountId, name: &str) -> Option<Arc<ManagedPolicy>> {
    let record = tx.read(&key(account, name))?;
    ManagedPolicy::from_record(&record).cloned()
}

/// The policy that this ARN names to the letter, path and case included.
pub fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<AnyPolicy> {
    match arn.account_id() {
        Some(account) => customer(tx, account, arn).map(AnyPolicy::Customer),
        None => aws_managed::by_arn(arn.as_str()).map(AnyPolicy::Aws),
    }
}

fn customer(tx: &mut impl Reads, account: AccountId, arn: &Arn) -> Option<Arc<ManagedPolicy>> {
    let policy = by_name(tx, account, arn.resource_name())?;
    (policy.arn() == *arn).then_some(policy)
}

/// The policies of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<ManagedPolicy>> {
    let after = after.map(|name| key(account, name));
    let range = tx.state().range(&key(account, ""), after.as_ref());
    range.filter_map(|(_, entry)| ManagedPolicy::from_record(&entry.record))
}
