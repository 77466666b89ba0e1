//! Accounts and their root users.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>

use std::sync::Arc;

use names::{AccountId, Arn};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{AccessKey, Key, Reads, Stored, Table, UnixTime};

/// One account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Twelve digits.
    pub id: AccountId,
    /// When the account came into being.
    pub created_at: UnixTime,
    /// Its root user.
    pub root: RootUser,
}

/// The root user of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootUser {
    /// The e-mail address that names it.
    pub email: String,
    /// The argon2id hash of its password in PHC form.
    pub password_hash: String,
    /// Its access keys, at most two; none unless given at bootstrap.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
}

impl Account {
    /// The ARN of the root user.
    #[must_use]
    pub fn root_arn(&self) -> Arn {
        self.id.root_arn()
    }
}

stored!(Account, Account, |account| key(account.id));

/// The account with this id.
pub fn get(tx: &mut impl Reads, id: AccountId) -> Option<Arc<Account>> {
    let record = tx.read(&key(id))?;
    Account::from_record(&record).cloned()
}

/// Every account.
pub fn all(tx: &impl Reads) -> impl Iterator<Item = &Arc<Account>> {
    tx.state()
        .range(&Key::single(Table::Account), None)
        .filter_map(|(_, entry)| Account::from_record(&entry.record))
}

fn key(id: AccountId) -> Key {
    Key::owned(Table::Account, id, "")
}
