//! OpenID Connect providers: issuers of tokens that an account trusts.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html>

use std::sync::Arc;

use names::{AccountId, Arn, TagSet};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixMillis};

/// One issuer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OidcProvider {
    /// The owning account.
    pub account: AccountId,
    /// Host and path as given, without scheme and port: with `https://` before it, the `iss` of tokens.
    pub url: String,
    /// The audiences that its tokens may be for, each once, in the order of adding.
    #[serde(default)]
    pub client_ids: Vec<String>,
    /// Of certificates that its host is believed by besides those of known authorities; may be empty.
    #[serde(default)]
    pub thumbprints: Vec<String>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// Keys are told apart by case.
    #[serde(default)]
    pub tags: TagSet,
}

impl OidcProvider {
    /// The provider's ARN.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.oidc_provider_arn(&self.url)
    }
}

stored!(OidcProvider, OidcProvider, |provider| key(
    provider.account,
    &provider.url
));

/// Where the provider of this URL stands or would stand; paths of URLs are told apart by case.
#[must_use]
pub fn key(account: AccountId, url: &str) -> Key {
    Key::owned_in_case(Table::OidcProvider, account, url)
}

/// The provider with this URL.
pub fn by_url(tx: &mut impl Reads, account: AccountId, url: &str) -> Option<Arc<OidcProvider>> {
    let record = tx.read(&key(account, url))?;
    OidcProvider::from_record(&record).cloned()
}

/// The provider that this ARN names to the letter.
pub fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<OidcProvider>> {
    let url = arn.resource().strip_prefix("oidc-provider/")?;
    let provider = by_url(tx, arn.account_id()?, url)?;
    (provider.arn() == *arn).then_some(provider)
}

/// The providers of an account in order of their URLs.
pub fn list(tx: &impl Reads, account: AccountId) -> impl Iterator<Item = &Arc<OidcProvider>> {
    tx.state()
        .range(&key(account, ""), None)
        .filter_map(|(_, entry)| OidcProvider::from_record(&entry.record))
}
