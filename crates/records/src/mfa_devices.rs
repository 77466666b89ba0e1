//! Multi-factor authentication devices: which of them a user has, and virtual ones with their seeds.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html>

use std::sync::Arc;

use names::{AccountId, Arn, MfaDeviceName, Path, TagSet, UniqueId};
use secrets::{KeyRing, OpenError, Sealed, Secret};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixTime};

/// A device of a user or a root user, kept inside its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaDevice {
    /// The ARN of a virtual device.
    pub serial_number: String,
    /// When it was enabled.
    pub enabled_at: UnixTime,
}

/// A virtual device: a seed that an authenticator app shares. It exists before and after it is somebody's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VirtualMfaDevice {
    /// The owning account.
    pub account: AccountId,
    /// The name as given.
    pub name: MfaDeviceName,
    /// The path as given.
    pub path: Path,
    /// When it was made.
    pub created_at: UnixTime,
    /// The seed, sealed for [`VirtualMfaDevice::serial_number`].
    pub seed: Sealed,
    /// Steps of 30 seconds by which the device is ahead of the clock here, as the last pair of codes told.
    #[serde(default)]
    pub adjustment: i64,
    /// The step of the second code of the last pair that was accepted; it survives deactivation.
    #[serde(default)]
    pub last_pair: Option<u64>,
    /// Whose it is. INVARIANT: always written together with the list in the owner's record.
    #[serde(default)]
    pub owner: Option<MfaOwner>,
    /// Keys keep their case.
    #[serde(default)]
    pub tags: TagSet,
}

/// Whose a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MfaOwner {
    /// The root user of the account.
    Root,
    /// A user.
    User(UniqueId),
}

impl VirtualMfaDevice {
    /// The device's ARN, which is its serial number.
    #[must_use]
    pub fn serial_number(&self) -> Arn {
        self.account.mfa_device_arn(&self.path, &self.name)
    }

    /// The seed.
    ///
    /// # Errors
    /// [`OpenError`] for a seed that was sealed for another device or by another installation.
    pub fn open_seed(&self, key_ring: &KeyRing) -> Result<Secret<Vec<u8>>, OpenError> {
        let bound_to = self.serial_number();
        secrets::open(key_ring, bound_to.as_str().as_bytes(), &self.seed)
    }
}

stored!(VirtualMfaDevice, VirtualMfaDevice, |device| key(
    device.account,
    &device.path,
    device.name.as_str()
));

/// Where the device of this path and name stands or would stand: two paths may each have a device of one name.
#[must_use]
pub fn key(account: AccountId, path: &Path, name: &str) -> Key {
    Key::owned(Table::VirtualMfaDevice, account, &format!("{path}{name}"))
}

/// The device of this account with this serial number, to the letter.
pub fn by_serial_number(
    tx: &mut impl Reads,
    account: AccountId,
    serial_number: &str,
) -> Option<Arc<VirtualMfaDevice>> {
    let arn: Arn = serial_number.parse().ok()?;
    let path_and_name = arn.resource().strip_prefix("mfa")?;
    let key = Key::owned(Table::VirtualMfaDevice, account, path_and_name);
    let record = tx.read(&key)?;
    // Decisions are made on the serial number as it was sent, so no other spelling of it finds the device.
    VirtualMfaDevice::from_record(&record)
        .filter(|device| device.serial_number() == arn)
        .cloned()
}

/// The devices of an account in order of their lower-cased paths and names, those after `after`, which is one of these.
pub fn list<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    after: Option<&str>,
) -> impl Iterator<Item = (&'a Key, &'a Arc<VirtualMfaDevice>)> {
    let of = |name: &str| Key::owned(Table::VirtualMfaDevice, account, name);
    let after = after.map(of);
    tx.state()
        .range(&of(""), after.as_ref())
        .filter_map(|(key, entry)| Some((key, VirtualMfaDevice::from_record(&entry.record)?)))
}
