//! ResyncMFADevice: learns from two codes in a row how far off the clock of a device is now.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{ResyncMFADeviceError, ResyncMFADeviceRequest, ResyncMFADeviceResponse};

use super::{errors, owner, pair, serial_number};

pub(crate) struct ResyncMFADevice;

impl Operation for ResyncMFADevice {
    type Input = ResyncMFADeviceRequest;
    type Output = ResyncMFADeviceResponse;
    type Error = ResyncMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ResyncMFADeviceRequest,
    ) -> Result<Demand, ResyncMFADeviceError> {
        let check = owner::check(cx, tx, "iam:ResyncMFADevice", Some(&input.user_name));
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: ResyncMFADeviceRequest,
    ) -> Result<ResyncMFADeviceResponse, ResyncMFADeviceError> {
        let owner = owner::of_request::<ResyncMFADeviceError>(cx, tx, Some(&input.user_name))?;
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        if device.owner != Some(owner::id(&owner)) {
            return Err(errors::not_of_user().into());
        }
        let mut device = Arc::unwrap_or_clone(device);
        let (first, second) = (&input.authentication_code1, &input.authentication_code2);
        pair::accept(cx, &mut device, first, second)?;
        tx.put(device);
        Ok(ResyncMFADeviceResponse {})
    }
}
