//! Customer managed policies and their versions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>

use std::sync::Arc;

use names::{AccountId, Arn, PARTITION, Path, PolicyName, TagSet, UniqueId};
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

    /// Whether `arn` is the policy's, to the letter; the same as comparing with [`ManagedPolicy::arn`], but nothing is
    /// written out, for every decision asks this of every policy.
    #[must_use]
    pub fn has_arn(&self, arn: &Arn) -> bool {
        let of_account = (arn.partition(), arn.service(), arn.region(), arn.account())
            == (PARTITION, "iam", "", self.account.as_str());
        let path_and_name = arn.resource().strip_prefix("policy");
        let path = path_and_name.and_then(|text| text.strip_suffix(self.name.as_str()));
        of_account && path == Some(self.path.as_str())
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
    policy.has_arn(arn).then_some(policy)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_arn_names_a_policy() {
        let Some(crate::Record::Policy(policy)) = crate::samples::one_of_each().into_iter().nth(5)
        else {
            panic!("the sixth sample is a policy");
        };
        let in_path = ManagedPolicy {
            path: "/team/a/".parse().unwrap(),
            ..policy.as_ref().clone()
        };
        for policy in [policy.as_ref(), &in_path] {
            for arn in [
                "arn:aws:iam::123456789012:policy/Ann",
                "arn:aws:iam::123456789012:policy/ann",
                "arn:aws:iam::123456789012:policy/team/a/Ann",
                "arn:aws:iam::123456789012:policy/team/Ann",
                "arn:aws:iam::123456789012:policyAnn",
                "arn:aws:iam::123456789012:policy/XAnn",
                "arn:aws:iam::123456789012:role/Ann",
                "arn:aws:iam::123456789013:policy/Ann",
                "arn:aws:iam:us-east-1:123456789012:policy/Ann",
                "arn:aws-cn:iam::123456789012:policy/Ann",
                "arn:aws:sts::123456789012:policy/Ann",
            ] {
                let arn: Arn = arn.parse().unwrap();
                assert_eq!(policy.has_arn(&arn), policy.arn() == arn, "{arn}");
            }
        }
    }
}
