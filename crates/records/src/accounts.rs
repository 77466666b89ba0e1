//! Accounts and their root users.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>

use std::sync::Arc;

use names::{AccountId, Arn};
use serde::{Deserialize, Serialize};

use crate::outbound_identity::OutboundIdentity;
use crate::password_policy::PasswordPolicy;
use crate::record::stored;
use crate::settings::GlobalEndpointTokenVersion;
use crate::{AccessKey, Credentials, Key, Reads, Stored, Table, UnixTime};

/// One account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Twelve digits.
    pub id: AccountId,
    /// When the account came into being.
    pub created_at: UnixTime,
    /// Its root user.
    pub root: RootUser,
    /// What was chosen for the whole account.
    #[serde(default, skip_serializing_if = "Settings::is_default")]
    pub settings: Settings,
}

/// What an account's administrators chose for all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Which tokens STS gives out at its global endpoint.
    #[serde(
        default,
        skip_serializing_if = "GlobalEndpointTokenVersion::is_default"
    )]
    pub global_endpoint_token_version: GlobalEndpointTokenVersion,
    /// Whether AWS's role manager may make roles from templates for consoles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_role_manager_enabled: bool,
    /// The issuer of tokens for other services; kept when it is disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound_identity: Option<OutboundIdentity>,
    /// The alias, which its own record holds against other accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// What is asked of the users' passwords; none: what AWS asks everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_policy: Option<PasswordPolicy>,
}

impl Settings {
    /// Whether nothing was chosen; such a record is stored without this field.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
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
    /// Devices and certificates; the password of a root user stands above.
    #[serde(default, skip_serializing_if = "Credentials::is_empty")]
    pub credentials: Credentials,
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

/// The account that gives out tokens as the issuer with this id, or did.
pub fn by_issuer_id(tx: &mut impl Reads, issuer_id: &str) -> Option<Arc<Account>> {
    let key = tx.state().index().account_of_issuer(issuer_id)?.clone();
    let record = tx.read(&key)?;
    Account::from_record(&record).cloned()
}

/// Every account.
pub fn all(tx: &impl Reads) -> impl Iterator<Item = &Arc<Account>> {
    tx.state()
        .range(&Key::single(Table::Account), None)
        .filter_map(|(_, entry)| Account::from_record(&entry.record))
}

pub(crate) fn key(id: AccountId) -> Key {
    Key::owned(Table::Account, id, "")
}
