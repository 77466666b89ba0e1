//! ListMFADevices: the devices of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListMFADevicesError, ListMFADevicesRequest, ListMFADevicesResponse, MFADevice};

use super::owner;
use crate::shared::{page, view};

pub(crate) struct ListMFADevices;

impl Operation for ListMFADevices {
    type Input = ListMFADevicesRequest;
    type Output = ListMFADevicesResponse;
    type Error = ListMFADevicesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListMFADevicesRequest,
    ) -> Result<Demand, ListMFADevicesError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(owner::check(
            cx,
            tx,
            "iam:ListMFADevices",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListMFADevicesRequest,
    ) -> Result<ListMFADevicesResponse, ListMFADevicesError> {
        let name = input.user_name.as_deref();
        let owner = owner::of_request::<ListMFADevicesError>(cx, tx, name)?;
        let question = format!("ListMFADevices/{}", owner.unique_id());
        let asked = (input.marker.as_deref(), input.max_items);
        let devices = owner::devices(&owner).iter();
        let (devices, marker) = page::sorted(cx, &question, asked, devices, |device| {
            device.serial_number.clone()
        })?;
        let shown = devices.iter().map(|device| MFADevice {
            user_name: owner::name(&owner),
            serial_number: device.serial_number.clone(),
            enable_date: view::time(device.enabled_at),
        });
        Ok(ListMFADevicesResponse {
            mfa_devices: shown.collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
