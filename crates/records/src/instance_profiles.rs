//! Instance profiles: what hands a role to a machine.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_InstanceProfile.html>

use std::sync::Arc;

use names::{AccountId, Arn, InstanceProfileName, Path, TagSet, UniqueId};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixTime};

/// One instance profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceProfile {
    /// The owning account.
    pub account: AccountId,
    /// `AIPA…`.
    pub id: UniqueId,
    /// The name as given.
    pub name: InstanceProfileName,
    /// The path as given.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// The role in it, at most one.
    #[serde(default)]
    pub role: Option<UniqueId>,
    /// Keys keep their case.
    #[serde(default)]
    pub tags: TagSet,
}

impl InstanceProfile {
    /// The profile's ARN.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.instance_profile_arn(&self.path, &self.name)
    }
}

stored!(InstanceProfile, InstanceProfile, |profile| key(
    profile.account,
    profile.name.as_str()
));

/// Where the profile of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::InstanceProfile, account, name)
}

/// The profile with this name in any case.
pub fn by_name(
    tx: &mut impl Reads,
    account: AccountId,
    name: &str,
) -> Option<Arc<InstanceProfile>> {
    let record = tx.read(&key(account, name))?;
    InstanceProfile::from_record(&record).cloned()
}

/// The profiles of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<InstanceProfile>> {
    let after = after.map(|name| key(account, name));
    tx.state()
        .range(&key(account, ""), after.as_ref())
        .filter_map(|(_, entry)| InstanceProfile::from_record(&entry.record))
}

/// The profiles that hold a role, in order of their names, those after `after`, a lower-cased name.
pub fn of_role<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    role: UniqueId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<InstanceProfile>> {
    let after = after.map(|name| key(account, name));
    let state = tx.state();
    state
        .index()
        .members_of(role, after)
        .filter_map(|key| InstanceProfile::from_record(&state.entry(key)?.record))
}
