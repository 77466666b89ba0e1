//! UntagMFADevice: removes tags of a virtual device.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html>

use std::sync::Arc;

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UntagMFADeviceError, UntagMFADeviceRequest, UntagMFADeviceResponse};

use super::serial_number;
use crate::shared::tags;

pub(crate) struct UntagMFADevice;

impl Operation for UntagMFADevice {
    type Input = UntagMFADeviceRequest;
    type Output = UntagMFADeviceResponse;
    type Error = UntagMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagMFADeviceRequest,
    ) -> Result<Demand, UntagMFADeviceError> {
        let check = serial_number::check(cx, tx, "iam:UntagMFADevice", &input.serial_number)?;
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagMFADeviceRequest,
    ) -> Result<UntagMFADeviceResponse, UntagMFADeviceError> {
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        let mut device = Arc::unwrap_or_clone(device);
        device.tags = tags::removed(&device.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(device);
        Ok(UntagMFADeviceResponse {})
    }
}
