//! Two codes in a row, which show that a device is at hand and how far off its clock is.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_sync.html>

use pipeline::Context;
use records::mfa_devices::VirtualMfaDevice;
use secrets::totp::{self, Code};
use shapes::iam::InvalidAuthenticationCode;

use super::errors;

/// Accepts the two codes and remembers in the device what they told; a pair is good once.
///
/// They are not thereby used up for sessions: AWS was observed to take either of them there afterwards.
pub(super) fn accept(
    cx: &Context<'_>,
    device: &mut VirtualMfaDevice,
    first: &str,
    second: &str,
) -> Result<(), InvalidAuthenticationCode> {
    let codes = Code::parse(first).zip(Code::parse(second));
    let codes = codes.ok_or_else(errors::invalid_codes)?;
    let seed = device.open_seed(cx.key_ring());
    let seed = seed.map_err(|_| errors::invalid_codes())?;
    let now = cx.seconds().0;
    let found = totp::synchronize(&seed, codes, now, device.adjustment, device.last_pair);
    let found = found.ok_or_else(errors::invalid_codes)?;
    device.adjustment = found.adjustment;
    device.last_pair = Some(found.second_counter);
    Ok(())
}
