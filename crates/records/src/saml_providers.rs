//! SAML 2.0 providers: issuers of assertions that an account trusts.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html>

use std::sync::Arc;

use names::{AccountId, Arn, SamlProviderName, TagSet};
use secrets::Sealed;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixMillis};

/// One provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SamlProvider {
    /// The owning account.
    pub account: AccountId,
    /// The name as given.
    pub name: SamlProviderName,
    /// `SAMLSP…`; a provider made again under the same name has another.
    pub uuid: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// A hundred years after its metadata was last set.
    pub valid_until: UnixMillis,
    /// The metadata document as uploaded.
    pub metadata: String,
    /// What the metadata says of each issuer, read when it was set.
    pub issuers: Vec<SamlIssuer>,
    /// Whether assertions must be encrypted.
    pub assertion_encryption: AssertionEncryption,
    /// At most two, the oldest first.
    #[serde(default)]
    pub private_keys: Vec<SamlPrivateKey>,
    /// Keys are told apart by case.
    #[serde(default)]
    pub tags: TagSet,
}

/// Who may issue assertions, and what they are verified against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlIssuer {
    /// The `Issuer` of its assertions.
    pub entity_id: String,
    /// Its signing certificates: DER in base64.
    pub signing_certificates: Vec<String>,
}

/// Whether assertions must be encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssertionEncryption {
    /// Assertions in the clear are taken too.
    #[default]
    Allowed,
    /// Only encrypted assertions are taken.
    Required,
}

/// A key that opens encrypted assertions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SamlPrivateKey {
    /// `SAMLPK…`.
    pub id: String,
    /// PEM, sealed with the id as associated data.
    pub key: Sealed,
    /// When it was added.
    pub added_at: UnixMillis,
}

impl SamlProvider {
    /// The provider's ARN.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.saml_provider_arn(&self.name)
    }
}

stored!(SamlProvider, SamlProvider, |provider| key(
    provider.account,
    provider.name.as_str()
));

/// Where the provider of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::SamlProvider, account, name)
}

/// The provider with this name in any case.
pub fn by_name(tx: &mut impl Reads, account: AccountId, name: &str) -> Option<Arc<SamlProvider>> {
    let record = tx.read(&key(account, name))?;
    SamlProvider::from_record(&record).cloned()
}

/// The provider that this ARN names to the letter.
pub fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<SamlProvider>> {
    let name = arn.resource().strip_prefix("saml-provider/")?;
    let provider = by_name(tx, arn.account_id()?, name)?;
    (provider.arn() == *arn).then_some(provider)
}

/// The providers of an account in order of their lower-cased names.
pub fn list(tx: &impl Reads, account: AccountId) -> impl Iterator<Item = &Arc<SamlProvider>> {
    tx.state()
        .range(&key(account, ""), None)
        .filter_map(|(_, entry)| SamlProvider::from_record(&entry.record))
}
