//! Roles: identities without credentials of their own, assumed by whom their trust policy names.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use names::{AccountId, Arn, Path, RoleName, TagSet, UniqueId};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Document, InlinePolicies, Key, Reads, Stored, Table, UnixTime};

/// One role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// The owning account.
    pub account: AccountId,
    /// `AROA…`; a role made again under the same name has another, and sessions of the former are over.
    pub id: UniqueId,
    /// The name as given.
    pub name: RoleName,
    /// The path as given.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// Up to 1,000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// 3,600 to 43,200.
    pub max_session_duration: i32,
    /// Who may assume it; users and roles are bound to their unique ids.
    pub trust_policy: Document,
    /// Inline policies.
    #[serde(default)]
    pub inline_policies: InlinePolicies,
    /// ARNs of attached managed policies, in the order of attachment.
    #[serde(default)]
    pub attached_policies: Vec<Arn>,
    /// The policy that caps it.
    #[serde(default)]
    pub permissions_boundary: Option<Arn>,
    /// Keys are folded.
    #[serde(default)]
    pub tags: TagSet,
    /// What AcquireRole made it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_template: Option<SourceTemplate>,
}

/// The template that a role was made from, with what was filled in: enough to say whether the role is still as it was made.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SourceRoleTemplate.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceTemplate {
    /// The ARN of the template with its major version.
    pub arn: String,
    /// The version below the major one.
    pub minor_version: i32,
    /// The values of the parameters as they were given.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
}

impl Role {
    /// The role's ARN.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.role_arn(&self.path, &self.name)
    }

    /// Whether only AWS's service may change it: its path says so.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
    #[must_use]
    pub fn is_service_linked(&self) -> bool {
        self.path.as_str().starts_with("/aws-service-role/")
    }
}

stored!(Role, Role, |role| key(role.account, role.name.as_str()));

/// Where the role of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::Role, account, name)
}

/// The role with this name in any case.
pub fn by_name(tx: &mut impl Reads, account: AccountId, name: &str) -> Option<Arc<Role>> {
    let record = tx.read(&key(account, name))?;
    Role::from_record(&record).cloned()
}

/// The role with this unique id.
pub fn by_id(tx: &mut impl Reads, id: UniqueId) -> Option<Arc<Role>> {
    let key = tx.state().key_of(id)?.clone();
    let record = tx.read(&key)?;
    Role::from_record(&record)
        .filter(|role| role.id == id)
        .cloned()
}

/// The roles of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<Role>> {
    let after = after.map(|name| key(account, name));
    tx.state()
        .range(&key(account, ""), after.as_ref())
        .filter_map(|(_, entry)| Role::from_record(&entry.record))
}
