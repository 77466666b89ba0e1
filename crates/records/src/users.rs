//! IAM users.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html>

use std::sync::Arc;

use names::{AccessKeyId, AccountId, Arn, Path, TagSet, UniqueId, UserName};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{AccessKey, Credentials, InlinePolicies, Key, Reads, Stored, Table, UnixTime};

/// One user. Everything that a quota bounds lives inside the record, so "must be empty" is one check on one key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// The owning account.
    pub account: AccountId,
    /// `AIDA…`; a user made again under the same name has another.
    pub id: UniqueId,
    /// The name as given.
    pub name: UserName,
    /// The path as given.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// At most two.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
    /// Password, devices and other credentials.
    #[serde(default, skip_serializing_if = "Credentials::is_empty")]
    pub credentials: Credentials,
    /// Inline policies.
    #[serde(default)]
    pub inline_policies: InlinePolicies,
    /// ARNs of attached managed policies, in the order of attachment.
    #[serde(default)]
    pub attached_policies: Vec<Arn>,
    /// The groups it is in, by their unique ids.
    #[serde(default)]
    pub groups: Vec<UniqueId>,
    /// The policy that caps it.
    #[serde(default)]
    pub permissions_boundary: Option<Arn>,
    /// Keys are folded.
    #[serde(default)]
    pub tags: TagSet,
}

impl User {
    /// The user's ARN today; it changes with name and path.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.user_arn(&self.path, &self.name)
    }

    /// The access key with this id.
    #[must_use]
    pub fn access_key(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.access_keys.iter().find(|key| key.id == *id)
    }
}

stored!(User, User, |user| key(user.account, user.name.as_str()));

/// Where the user of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::User, account, name)
}

/// The user with this name in any case.
pub fn by_name(tx: &mut impl Reads, account: AccountId, name: &str) -> Option<Arc<User>> {
    let record = tx.read(&key(account, name))?;
    User::from_record(&record).cloned()
}

/// The user with this unique id.
pub fn by_id(tx: &mut impl Reads, id: UniqueId) -> Option<Arc<User>> {
    let key = tx.state().key_of(id)?.clone();
    let record = tx.read(&key)?;
    User::from_record(&record)
        .filter(|user| user.id == id)
        .cloned()
}

/// The users of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<User>> {
    let after = after.map(|name| key(account, name));
    tx.state()
        .range(&key(account, ""), after.as_ref())
        .filter_map(|(_, entry)| User::from_record(&entry.record))
}
