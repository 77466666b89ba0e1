//! EnableMFADevice: gives a device to a user, who shows with two codes in a row that it is at hand.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::mfa_devices::MfaDevice;
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{EnableMFADeviceError, EnableMFADeviceRequest, EnableMFADeviceResponse};

use super::{errors, owner, pair, serial_number};
use crate::shared::errors as common;

pub(crate) struct EnableMFADevice;

impl Operation for EnableMFADevice {
    type Input = EnableMFADeviceRequest;
    type Output = EnableMFADeviceResponse;
    type Error = EnableMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &EnableMFADeviceRequest,
    ) -> Result<Demand, EnableMFADeviceError> {
        let check = owner::check(cx, tx, "iam:EnableMFADevice", Some(&input.user_name));
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: EnableMFADeviceRequest,
    ) -> Result<EnableMFADeviceResponse, EnableMFADeviceError> {
        let owner = owner::of_request::<EnableMFADeviceError>(cx, tx, Some(&input.user_name))?;
        // AWS was observed to look at this before it looks at the device.
        owner::require_device(cx, &owner)?;
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        match device.owner {
            None => {}
            Some(id) if id == owner::id(&owner) => {
                return Err(errors::already_of_user(&owner::name(&owner)).into());
            }
            Some(_) => return Err(errors::in_use().into()),
        }
        if quotas::MFA_DEVICES_PER_USER.is_reached(owner::devices(&owner).len()) {
            return Err(common::quota_exceeded(quotas::MFA_DEVICES_PER_USER).into());
        }
        let mut device = Arc::unwrap_or_clone(device);
        let (first, second) = (&input.authentication_code1, &input.authentication_code2);
        pair::accept(cx, &mut device, first, second)?;
        device.owner = Some(owner::id(&owner));
        let serial_number = device.serial_number().to_string();
        tx.put(device);
        owner::change::<EnableMFADeviceError>(owner, tx, |devices| {
            devices.push(MfaDevice {
                serial_number,
                enabled_at: cx.seconds(),
            });
        })?;
        Ok(EnableMFADeviceResponse {})
    }
}
