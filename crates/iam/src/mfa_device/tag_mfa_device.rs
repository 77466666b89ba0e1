//! TagMFADevice: sets tags of a virtual device.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html>

use std::sync::Arc;

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagMFADeviceError, TagMFADeviceRequest, TagMFADeviceResponse};

use super::serial_number;
use crate::shared::tags;

pub(crate) struct TagMFADevice;

impl Operation for TagMFADevice {
    type Input = TagMFADeviceRequest;
    type Output = TagMFADeviceResponse;
    type Error = TagMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagMFADeviceRequest,
    ) -> Result<Demand, TagMFADeviceError> {
        let check = serial_number::check(cx, tx, "iam:TagMFADevice", &input.serial_number)?;
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagMFADeviceRequest,
    ) -> Result<TagMFADeviceResponse, TagMFADeviceError> {
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        let mut device = Arc::unwrap_or_clone(device);
        device.tags =
            tags::set::<TagMFADeviceError>(&device.tags, &input.tags, TagCase::Sensitive)?;
        tx.put(device);
        Ok(TagMFADeviceResponse {})
    }
}
