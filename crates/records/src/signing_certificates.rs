//! X.509 certificates that users and roots sign requests with, at most two each, inside their owner's record.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html>

use names::AccountId;
use serde::{Deserialize, Serialize};

use crate::{Key, KeyStatus, Reads, UnixTime};

/// A certificate that its owner holds the private key of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningCertificate {
    /// Follows from the certificate's bytes, so that one certificate has one id.
    pub id: String,
    /// PEM, as uploaded.
    pub body: String,
    /// Whether the certificate is to be believed.
    pub status: KeyStatus,
    /// When it was uploaded.
    pub uploaded_at: UnixTime,
}

/// Where the record of the certificate's owner stands, if somebody of the account has it.
///
/// Not relied on by the transaction: who adds one touches the account's record, so that two who do it at once conflict.
pub fn owner_of<'a>(tx: &'a impl Reads, account: AccountId, id: &str) -> Option<&'a Key> {
    tx.state().index().owner_of_certificate(account, id)
}
