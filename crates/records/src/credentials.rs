//! What a user signs in and speaks with besides access keys: kept inside its record, since a quota bounds each of them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials.html>

use serde::{Deserialize, Serialize};

use crate::SshPublicKey;
use crate::mfa_devices::MfaDevice;
use crate::signing_certificates::SigningCertificate;
use crate::{LoginProfile, ServiceSpecificCredential};

/// Everything of an IAM user or a root user that proves who it is, except access keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Credentials {
    /// The password, if there is one; that of a root user stands in its own record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_profile: Option<LoginProfile>,
    /// At most two for each service, in the order of making; a root user has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_specific_credentials: Vec<ServiceSpecificCredential>,
    /// At most eight, in the order of enabling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mfa_devices: Vec<MfaDevice>,
    /// At most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ssh_public_keys: Vec<SshPublicKey>,
    /// At most two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signing_certificates: Vec<SigningCertificate>,
}

impl Credentials {
    /// Whether there is nothing to keep; such a record is stored without this field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
