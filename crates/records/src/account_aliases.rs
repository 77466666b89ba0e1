//! Aliases of accounts, each unique among all accounts; the account itself knows which one it has.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html>

use std::sync::Arc;

use names::AccountId;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table};

/// Whose alias it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountAlias {
    /// Lower-case letters, digits and single hyphens.
    pub name: String,
    /// The account that has it.
    pub account: AccountId,
}

stored!(AccountAlias, AccountAlias, |alias| key(&alias.name));

/// Where this alias stands or would stand.
#[must_use]
pub fn key(name: &str) -> Key {
    Key::global(Table::AccountAlias, name)
}

/// The alias of this name.
pub fn by_name(tx: &mut impl Reads, name: &str) -> Option<Arc<AccountAlias>> {
    let record = tx.read(&key(name))?;
    AccountAlias::from_record(&record).cloned()
}
