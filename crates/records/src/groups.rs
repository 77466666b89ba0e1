//! Groups: collections of users that share policies.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Group.html>

use std::sync::Arc;

use names::{AccountId, Arn, GroupName, Path, UniqueId};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::users::User;
use crate::{InlinePolicies, Key, Reads, Stored, Table, UnixTime};

/// One group. Membership is kept in the users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The owning account.
    pub account: AccountId,
    /// `AGPA…`.
    pub id: UniqueId,
    /// The name as given.
    pub name: GroupName,
    /// The path as given.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// Inline policies.
    #[serde(default)]
    pub inline_policies: InlinePolicies,
    /// ARNs of attached managed policies, in the order of attachment.
    #[serde(default)]
    pub attached_policies: Vec<Arn>,
}

impl Group {
    /// The group's ARN today.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.group_arn(&self.path, &self.name)
    }
}

stored!(Group, Group, |group| key(
    group.account,
    group.name.as_str()
));

/// Where the group of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::Group, account, name)
}

/// The group with this name in any case.
pub fn by_name(tx: &mut impl Reads, account: AccountId, name: &str) -> Option<Arc<Group>> {
    let record = tx.read(&key(account, name))?;
    Group::from_record(&record).cloned()
}

/// The group with this unique id.
pub fn by_id(tx: &mut impl Reads, id: UniqueId) -> Option<Arc<Group>> {
    let key = tx.state().key_of(id)?.clone();
    let record = tx.read(&key)?;
    Group::from_record(&record)
        .filter(|group| group.id == id)
        .cloned()
}

/// The groups of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<Group>> {
    let after = after.map(|name| key(account, name));
    tx.state()
        .range(&key(account, ""), after.as_ref())
        .filter_map(|(_, entry)| Group::from_record(&entry.record))
}

/// The members of a group in order of their lower-cased names, those after `after`, a lower-cased name.
///
/// A transaction that relies on a group being empty must have read the group itself: joining a group touches it.
pub fn members<'a>(
    tx: &'a impl Reads,
    group: &'a Group,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<User>> {
    let after = after.map(|name| crate::users::key(group.account, name));
    let keys = tx.state().index().members_of(group.id, after);
    keys.filter_map(|key| User::from_record(&tx.state().entry(key)?.record))
}
