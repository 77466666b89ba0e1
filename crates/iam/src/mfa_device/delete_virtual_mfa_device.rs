//! DeleteVirtualMFADevice: deletes a device that nobody has.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{
    DeleteVirtualMFADeviceError, DeleteVirtualMFADeviceRequest, DeleteVirtualMFADeviceResponse,
};

use super::{errors, serial_number};

pub(crate) struct DeleteVirtualMFADevice;

impl Operation for DeleteVirtualMFADevice {
    type Input = DeleteVirtualMFADeviceRequest;
    type Output = DeleteVirtualMFADeviceResponse;
    type Error = DeleteVirtualMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteVirtualMFADeviceRequest,
    ) -> Result<Demand, DeleteVirtualMFADeviceError> {
        let action = "iam:DeleteVirtualMFADevice";
        let check = serial_number::check(cx, tx, action, &input.serial_number)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteVirtualMFADeviceRequest,
    ) -> Result<DeleteVirtualMFADeviceResponse, DeleteVirtualMFADeviceError> {
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        if device.owner.is_some() {
            return Err(errors::must_deactivate().into());
        }
        tx.delete(&device.key());
        Ok(DeleteVirtualMFADeviceResponse {})
    }
}
