//! Two codes in a row, which show that a device is at hand and how far off its clock is.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_sync.html>

use pipeline::Context;
use records::mfa_devices::VirtualMfaDevice;
use shapes::iam::InvalidAuthenticationCode;

use super::errors;

/// Accepts the two codes and remembers in the device what they told; a pair is good once.
pub(super) fn accept(
    cx: &Context<'_>,
    device: &mut VirtualMfaDevice,
    first: &str,
    second: &str,
) -> Result<(), InvalidAuthenticationCode> {
    // What AWS says of a device that is tried too often is not known.
    let found = cx.accept_pair(device, first, second);
    let found = found.map_err(|_| errors::invalid_codes())?;
    device.adjustment = found.adjustment;
    device.last_pair = Some(found.second_counter);
    Ok(())
}
