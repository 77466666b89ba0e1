//! Server certificates: what other services serve TLS with.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>

use std::sync::Arc;

use names::{AccountId, Arn, Path, ServerCertificateName, TagSet, UniqueId};
use secrets::Sealed;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixTime};

/// A certificate with its chain and its private key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServerCertificate {
    /// The owning account.
    pub account: AccountId,
    /// `ASCA…`.
    pub id: UniqueId,
    /// The name as given.
    pub name: ServerCertificateName,
    /// The path as given.
    pub path: Path,
    /// PEM.
    pub body: String,
    /// PEM, the immediate issuer first.
    #[serde(default)]
    pub chain: Option<String>,
    /// PEM, sealed with the id as associated data.
    pub private_key: Sealed,
    /// When it was uploaded.
    pub uploaded_at: UnixTime,
    /// When the certificate ends.
    pub expires_at: UnixTime,
    /// Keys are told apart by case.
    #[serde(default)]
    pub tags: TagSet,
}

impl ServerCertificate {
    /// The certificate's ARN today; it changes with name and path.
    #[must_use]
    pub fn arn(&self) -> Arn {
        self.account.server_certificate_arn(&self.path, &self.name)
    }
}

stored!(ServerCertificate, ServerCertificate, |certificate| key(
    certificate.account,
    certificate.name.as_str()
));

/// Where the certificate of this name stands or would stand.
#[must_use]
pub fn key(account: AccountId, name: &str) -> Key {
    Key::owned(Table::ServerCertificate, account, name)
}

/// The certificate with this name in any case.
pub fn by_name(
    tx: &mut impl Reads,
    account: AccountId,
    name: &str,
) -> Option<Arc<ServerCertificate>> {
    let record = tx.read(&key(account, name))?;
    ServerCertificate::from_record(&record).cloned()
}

/// The certificates of an account in order of their lower-cased names, those after `after`, a lower-cased name.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<ServerCertificate>> {
    let after = after.map(|name| key(account, name));
    let range = tx.state().range(&key(account, ""), after.as_ref());
    range.filter_map(|(_, entry)| ServerCertificate::from_record(&entry.record))
}
