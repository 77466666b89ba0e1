//! GetMFADevice: what is certified of a FIDO security key. Virtual devices have no certificates.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::mfa_devices::{self, MfaOwner};
use records::{ReadTx, users};
use shapes::iam::{GetMFADeviceError, GetMFADeviceRequest, GetMFADeviceResponse};

use super::{errors, owner, serial_number};

pub(crate) struct GetMFADevice;

impl Operation for GetMFADevice {
    type Input = GetMFADeviceRequest;
    type Output = GetMFADeviceResponse;
    type Error = GetMFADeviceError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetMFADeviceRequest,
    ) -> Result<Demand, GetMFADeviceError> {
        let device = mfa_devices::by_serial_number(tx, cx.account(), &input.serial_number);
        let owner = match device.and_then(|device| device.owner) {
            Some(MfaOwner::User(id)) => users::by_id(tx, id),
            Some(MfaOwner::Root) | None => None,
        };
        let owner = owner.map(|user| user.name.to_string());
        let name = input.user_name.as_deref().or(owner.as_deref());
        Ok(Demand::new(owner::check(cx, tx, "iam:GetMFADevice", name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetMFADeviceRequest,
    ) -> Result<GetMFADeviceResponse, GetMFADeviceError> {
        if let Some(name) = input.user_name.as_deref() {
            owner::of_request::<GetMFADeviceError>(cx, tx, Some(name))?;
        }
        serial_number::look_up(cx, tx, &input.serial_number)?;
        // Security keys are enrolled at sign-in pages alone, and no user has one: whatever exists is virtual.
        Err(errors::not_a_fido_key().into())
    }
}
