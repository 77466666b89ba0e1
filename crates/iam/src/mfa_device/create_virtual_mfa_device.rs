//! CreateVirtualMFADevice: makes a device that is nobody's yet; its seed is shown this once.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html>

use names::{MfaDeviceName, Path, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::mfa_devices::{self, VirtualMfaDevice};
use records::{ReadTx, Reads as _, Table, WriteTx, quotas};
use secrets::totp;
use shapes::iam::{
    CreateVirtualMFADeviceError, CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse,
    VirtualMFADevice,
};
use wire::Sensitive;

use super::{errors, qr_code};
use crate::shared::{errors as common, tags};

pub(crate) struct CreateVirtualMFADevice;

impl Operation for CreateVirtualMFADevice {
    type Input = CreateVirtualMFADeviceRequest;
    type Output = CreateVirtualMFADeviceResponse;
    type Error = CreateVirtualMFADeviceError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateVirtualMFADeviceRequest,
    ) -> Result<Demand, CreateVirtualMFADeviceError> {
        let (path, name) = place(input)?;
        let arn = cx.account().mfa_device_arn(&path, &name);
        let create =
            Check::on("iam:CreateVirtualMFADevice", &arn).request_tags(tags::pairs(&input.tags));
        let tag = Check::on("iam:TagMFADevice", &arn).request_tags(tags::pairs(&input.tags));
        Ok(Demand::new(create).and_maybe((!input.tags.is_empty()).then_some(tag)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateVirtualMFADeviceRequest,
    ) -> Result<CreateVirtualMFADeviceResponse, CreateVirtualMFADeviceError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        let serial_number = account.mfa_device_arn(&path, &name);
        if serial_number.as_str().len() > SERIAL_NUMBER_BYTES_MAX {
            return Err(errors::serial_number_too_long().into());
        }
        let tags = tags::of_new::<CreateVirtualMFADeviceError>(&input.tags, TagCase::Sensitive)?;
        if tx
            .read(&mfa_devices::key(account, &path, name.as_str()))
            .is_some()
        {
            return Err(errors::device_exists().into());
        }
        if quotas::VIRTUAL_MFA_DEVICES.is_reached_in(tx, account, Table::VirtualMfaDevice) {
            return Err(common::quota_exceeded(quotas::VIRTUAL_MFA_DEVICES).into());
        }
        let seed = totp::new_seed(cx.entropy());
        let text = totp::base32_text(&seed);
        let picture = qr_code::png(&name, account, &text)?;
        let shown_tags = tags::shown_if_any(&tags);
        tx.put(VirtualMfaDevice {
            account,
            name,
            path,
            created_at: cx.seconds(),
            // Bound to the serial number, the seed of one device is of no use in the place of another's.
            seed: cx.seal(serial_number.as_str(), seed.expose()),
            adjustment: 0,
            last_pair: None,
            owner: None,
            tags,
        });
        let virtual_mfa_device = VirtualMFADevice {
            serial_number: serial_number.to_string(),
            base32_string_seed: Some(Sensitive::from(text.expose().as_bytes().to_vec())),
            qr_code_png: Some(Sensitive::from(picture)),
            user: None,
            enable_date: None,
            tags: shown_tags,
        };
        Ok(CreateVirtualMFADeviceResponse { virtual_mfa_device })
    }
}

fn place(
    input: &CreateVirtualMFADeviceRequest,
) -> Result<(Path, MfaDeviceName), CreateVirtualMFADeviceError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(common::unparsable)?;
    let name = input
        .virtual_mfa_device_name
        .parse()
        .map_err(common::unparsable)?;
    Ok((path, name))
}

/// The model's bound on serial numbers wherever one is given.
const SERIAL_NUMBER_BYTES_MAX: usize = 256;
