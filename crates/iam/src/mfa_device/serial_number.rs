//! Serial numbers of devices as requests give them: ARNs, on which decisions are made as they were sent.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>

use std::sync::Arc;

use names::Arn;
use pipeline::{Check, Context};
use records::Reads;
use records::mfa_devices::{self, VirtualMfaDevice};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::errors;
use crate::shared::{errors as common, resource};

/// `action` on the device with this serial number, existing or not, with the tags it has now.
///
/// # Errors
/// `ValidationError` for what is no ARN of a device, which is told before anything is decided.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    action: &'static str,
    serial_number: &str,
) -> Result<Check, CommonError> {
    let arn = arn(serial_number)?;
    let check = Check::on(action, &arn);
    let device = mfa_devices::by_serial_number(tx, cx.account(), serial_number);
    Ok(match device {
        Some(device) => check.resource_tags(&device.tags, resource::AWS_SPELLING),
        None => check,
    })
}

/// The device with this serial number.
pub(super) fn look_up(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    serial_number: &str,
) -> Result<Arc<VirtualMfaDevice>, NoSuchEntity> {
    let device = mfa_devices::by_serial_number(tx, cx.account(), serial_number);
    device.ok_or_else(|| errors::no_such_device(serial_number))
}

fn arn(text: &str) -> Result<Arn, CommonError> {
    let arn: Arn = text.parse().map_err(|_| common::invalid_arn())?;
    if arn.partition() != names::PARTITION {
        return Err(CommonError::validation("Invalid ARN partition"));
    }
    let is_device = KINDS
        .iter()
        .any(|kind| arn.resource_of_kind(kind).is_some());
    if arn.service() == "iam" && is_device {
        Ok(arn)
    } else {
        Err(common::invalid_arn())
    }
}

/// Virtual devices, and what AWS has besides.
const KINDS: [&str; 3] = ["mfa", "sms-mfa", "u2f"];
