//! Store keys: one table byte, then the parts of the name, so that a listing is one ordered range.

use std::fmt;
use std::iter;
use std::sync::Arc;

use names::AccountId;

/// Which kind of record a key belongs to. The numbers are stored: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Table {
    /// The key ring, one record.
    KeyRing = 1,
    /// Accounts with their root users.
    Account = 2,
    /// IAM users.
    User = 3,
    /// Groups.
    Group = 4,
    /// Roles.
    Role = 5,
    /// Customer managed policies.
    Policy = 6,
    /// S3 buckets, whose names are global.
    Bucket = 7,
    /// Instance profiles.
    InstanceProfile = 8,
    /// Virtual MFA devices.
    VirtualMfaDevice = 9,
    /// OpenID Connect providers, whose URLs are told apart by case.
    OidcProvider = 10,
    /// SAML providers.
    SamlProvider = 11,
    /// Server certificates.
    ServerCertificate = 12,
    /// Aliases of accounts, which are global.
    AccountAlias = 13,
    /// What principals used last.
    Usage = 14,
    /// What is done for an account in its own time.
    Job = 15,
    /// Requests of product providers for delegated access.
    DelegationRequest = 16,
}

/// The key of one record; cheap to clone.
///
/// Shape: table byte, then for what an account owns its twelve digits, then the lower-cased name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<[u8]>);

impl Key {
    /// The key of the only record of its table.
    #[must_use]
    pub fn single(table: Table) -> Self {
        Self([table as u8].as_slice().into())
    }

    /// The key of a record with a global name.
    #[must_use]
    pub fn global(table: Table, name: &str) -> Self {
        Self([&[table as u8], name.as_bytes()].concat().into())
    }

    /// The key of a record that an account owns under a name that is unique without regard to case.
    #[must_use]
    pub fn owned(table: Table, account: AccountId, name: &str) -> Self {
        let folded = name.bytes().map(|byte| byte.to_ascii_lowercase());
        let owner = account.as_str().bytes();
        // The length is known beforehand, so this allocates once.
        Self(iter::once(table as u8).chain(owner).chain(folded).collect())
    }

    /// The key of a record that an account owns under a name that is told apart by case.
    #[must_use]
    pub fn owned_in_case(table: Table, account: AccountId, name: &str) -> Self {
        let owner = account.as_str().as_bytes();
        Self([&[table as u8], owner, name.as_bytes()].concat().into())
    }

    /// The bytes, as the store sees them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The table, if the first byte names one.
    #[must_use]
    pub fn table(&self) -> Option<Table> {
        Some(match self.0.first()? {
            1 => Table::KeyRing,
            2 => Table::Account,
            3 => Table::User,
            4 => Table::Group,
            5 => Table::Role,
            6 => Table::Policy,
            7 => Table::Bucket,
            8 => Table::InstanceProfile,
            9 => Table::VirtualMfaDevice,
            10 => Table::OidcProvider,
            11 => Table::SamlProvider,
            12 => Table::ServerCertificate,
            13 => Table::AccountAlias,
            14 => Table::Usage,
            15 => Table::Job,
            16 => Table::DelegationRequest,
            _ => return None,
        })
    }

    /// The lower-cased name of a record made with [`Key::owned`].
    #[must_use]
    pub fn name(&self) -> &str {
        self.0
            .get(13..)
            .and_then(|name| std::str::from_utf8(name).ok())
            .unwrap_or_default()
    }

    /// Whether `self` begins with all of `prefix`.
    #[must_use]
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.0.starts_with(&prefix.0)
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl std::borrow::Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}
