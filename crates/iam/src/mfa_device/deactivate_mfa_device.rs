//! DeactivateMFADevice: takes a device from a user. Its seed and all else stay, so that it can be enabled again.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeactivateMFADeviceError, DeactivateMFADeviceRequest, DeactivateMFADeviceResponse,
};

use super::{errors, owner, serial_number};

pub(crate) struct DeactivateMFADevice;

impl Operation for DeactivateMFADevice {
    type Input = DeactivateMFADeviceRequest;
    type Output = DeactivateMFADeviceResponse;
    type Error = DeactivateMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeactivateMFADeviceRequest,
    ) -> Result<Demand, DeactivateMFADeviceError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(owner::check(
            cx,
            tx,
            "iam:DeactivateMFADevice",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeactivateMFADeviceRequest,
    ) -> Result<DeactivateMFADeviceResponse, DeactivateMFADeviceError> {
        let name = input.user_name.as_deref();
        let owner = owner::of_request::<DeactivateMFADeviceError>(cx, tx, name)?;
        // AWS was observed to look at this before it looks at the device.
        owner::require_device(cx, &owner)?;
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        if device.owner != Some(owner::id(&owner)) {
            return Err(errors::not_of_user().into());
        }
        let mut device = Arc::unwrap_or_clone(device);
        device.owner = None;
        tx.put(device);
        owner::change::<DeactivateMFADeviceError>(owner, tx, |devices| {
            devices.retain(|device| device.serial_number != input.serial_number);
        })?;
        Ok(DeactivateMFADeviceResponse {})
    }
}
