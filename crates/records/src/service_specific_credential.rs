//! What an IAM user speaks to one service with, beside access keys.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html>

use names::UniqueId;
use secrets::Sealed;
use serde::{Deserialize, Serialize};

use crate::{KeyStatus, UnixTime};

/// A name and a password that one service takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceSpecificCredential {
    /// `ACCA…`.
    pub id: UniqueId,
    /// Such as `codecommit.amazonaws.com`, in lower case.
    pub service_name: String,
    /// Such as `Ann-at-123456789012`; it stays whatever becomes of the user's name.
    pub login_name: String,
    /// The password, sealed for the id.
    pub password: Sealed,
    /// Whether it may be used.
    pub status: KeyStatus,
    /// When it was made; a new password changes nothing here.
    pub created_at: UnixTime,
    /// From when on it may not be used whatever its status; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<UnixTime>,
}

impl ServiceSpecificCredential {
    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now: UnixTime) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }
}
