//! Long-term access keys of users and roots, at most two each, inside their owner's record.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>

use names::AccessKeyId;
use secrets::Sealed;
use serde::{Deserialize, Serialize};

use crate::UnixTime;

/// A long-term access key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessKey {
    /// `AKIA…`, or for root keys given at bootstrap any 16 to 128 word characters.
    pub id: AccessKeyId,
    /// The secret access key, sealed with the id as associated data.
    pub secret: Sealed,
    /// Whether the key opens doors now.
    pub status: KeyStatus,
    /// When it was made.
    pub created_at: UnixTime,
}

/// Whether an access key may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyStatus {
    /// Signatures made with it are verified.
    Active,
    /// Requests signed with it are refused as if it did not exist.
    Inactive,
}

impl KeyStatus {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
        }
    }
}
