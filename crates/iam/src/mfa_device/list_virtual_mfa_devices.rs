//! ListVirtualMFADevices: the virtual devices of the account, page by page, with whom they belong to.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::mfa_devices::{self, MfaDevice, MfaOwner, VirtualMfaDevice};
use records::{ReadTx, Reads, accounts, users};
use shapes::iam::{
    AssignmentStatusType, ListVirtualMFADevicesError, ListVirtualMFADevicesRequest,
    ListVirtualMFADevicesResponse, User, VirtualMFADevice,
};
use wire::CommonError;

use crate::shared::{resource, view};

pub(crate) struct ListVirtualMFADevices;

impl Operation for ListVirtualMFADevices {
    type Input = ListVirtualMFADevicesRequest;
    type Output = ListVirtualMFADevicesResponse;
    type Error = ListVirtualMFADevicesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: &ListVirtualMFADevicesRequest,
    ) -> Result<Demand, ListVirtualMFADevicesError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListVirtualMFADevices",
            "mfa",
            None,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListVirtualMFADevicesRequest,
    ) -> Result<ListVirtualMFADevicesResponse, ListVirtualMFADevicesError> {
        let status = input.assignment_status.unwrap_or(AssignmentStatusType::Any);
        let question = format!("ListVirtualMFADevices/{}", status.as_str());
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let devices = mfa_devices::list(tx, cx.account(), page.after.as_deref());
        let matching = devices.filter(|(_, device)| match status {
            AssignmentStatusType::Assigned => device.owner.is_some(),
            AssignmentStatusType::Unassigned => device.owner.is_none(),
            AssignmentStatusType::Any => true,
        });
        let (devices, marker) =
            page.take(cx, &question, matching, |(key, _)| key.name().to_owned());
        let devices: Vec<_> = devices
            .into_iter()
            .map(|(_, device)| Arc::clone(device))
            .collect();
        Ok(ListVirtualMFADevicesResponse {
            virtual_mfa_devices: devices.iter().map(|device| shown(tx, device)).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}

fn shown(tx: &mut impl Reads, device: &VirtualMfaDevice) -> VirtualMFADevice {
    let serial_number = device.serial_number().to_string();
    let owner = device.owner.and_then(|owner| match owner {
        MfaOwner::User(id) => {
            let user = users::by_id(tx, id)?;
            let devices = user.credentials.mfa_devices.clone();
            Some((view::listed_user(&user), devices))
        }
        MfaOwner::Root => {
            let account = accounts::get(tx, device.account)?;
            let devices = account.root.credentials.mfa_devices.clone();
            Some((view::root_user(&account), devices))
        }
    });
    let (user, devices) = owner.unzip();
    let is_it = |its: &MfaDevice| its.serial_number == serial_number;
    let assigned = devices.and_then(|devices| devices.into_iter().find(is_it));
    VirtualMFADevice {
        base32_string_seed: None,
        qr_code_png: None,
        user: user.map(|user| User {
            password_last_used: None,
            ..user
        }),
        enable_date: assigned.map(|device| view::time(device.enabled_at)),
        tags: None,
        serial_number,
    }
}
