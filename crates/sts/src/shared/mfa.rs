//! One-time codes that come with a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>

use pipeline::{CodeRefused, Context, Identity};
use records::Reads;
use records::mfa_devices::{self, MfaDevice, MfaOwner};
use wire::CommonError;

use super::errors;

/// The serial number of a device and the code that it shows.
pub(crate) type Given<'a> = (&'a str, &'a str);

/// What the request gives, if it gives both or neither.
///
/// # Errors
/// `AccessDenied` for one without the other.
pub(crate) fn given<'a>(
    serial_number: Option<&'a str>,
    code: Option<&'a str>,
) -> Result<Option<Given<'a>>, CommonError> {
    match (serial_number, code) {
        (None, None) => Ok(None),
        (Some(serial_number), Some(code)) => Ok(Some((serial_number, code))),
        (Some(_), None) | (None, Some(_)) => Err(errors::half_of_mfa()),
    }
}

/// Uses up the code; the caller is thereby known to have the device. A code that cannot be accepted is refused, never
/// passed over as if none had come.
///
/// # Errors
/// `AccessDenied` for a device that is not the caller's or was tried too often, and for a code that is not good now.
pub(crate) fn use_up(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    (serial_number, code): Given<'_>,
) -> Result<(), CommonError> {
    let (owner, devices) = match cx.caller.identity() {
        Identity::User(user) => (
            MfaOwner::User(user.id),
            user.credentials.mfa_devices.as_slice(),
        ),
        Identity::Root(account) => (
            MfaOwner::Root,
            account.root.credentials.mfa_devices.as_slice(),
        ),
        Identity::Role { .. } | Identity::Federated { .. } | Identity::Anonymous => {
            return Err(errors::not_callers_mfa_device());
        }
    };
    let is_it = |device: &MfaDevice| device.serial_number == serial_number;
    let device = mfa_devices::by_serial_number(tx, cx.account(), serial_number)
        .filter(|device| device.owner == Some(owner) && devices.iter().any(is_it))
        .ok_or_else(errors::not_callers_mfa_device)?;
    cx.accept_code(&device, code)
        .map_err(|refused| match refused {
            // AWS was observed to say of an exhausted device what it says of one that it does not find.
            CodeRefused::TooOften => errors::not_callers_mfa_device(),
            CodeRefused::Invalid => errors::invalid_mfa_code(),
        })
}
