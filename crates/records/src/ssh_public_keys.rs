//! SSH public keys of users, at most five each, inside their owner's record.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html>

use serde::{Deserialize, Serialize};

use crate::{KeyStatus, UnixTime};

/// An RSA key that a user speaks SSH with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SshPublicKey {
    /// `APKA…`.
    pub id: String,
    /// The key as SSH sends it, in base64: the same whichever encoding it was uploaded in.
    pub blob: String,
    /// Whether the key is to be believed.
    pub status: KeyStatus,
    /// When it was uploaded.
    pub uploaded_at: UnixTime,
}
