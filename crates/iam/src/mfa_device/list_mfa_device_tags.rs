//! ListMFADeviceTags: the tags of a virtual device.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListMFADeviceTagsError, ListMFADeviceTagsRequest, ListMFADeviceTagsResponse};

use super::serial_number;
use crate::shared::tags;

pub(crate) struct ListMFADeviceTags;

impl Operation for ListMFADeviceTags {
    type Input = ListMFADeviceTagsRequest;
    type Output = ListMFADeviceTagsResponse;
    type Error = ListMFADeviceTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListMFADeviceTagsRequest,
    ) -> Result<Demand, ListMFADeviceTagsError> {
        let check = serial_number::check(cx, tx, "iam:ListMFADeviceTags", &input.serial_number)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListMFADeviceTagsRequest,
    ) -> Result<ListMFADeviceTagsResponse, ListMFADeviceTagsError> {
        let device = serial_number::look_up(cx, tx, &input.serial_number)?;
        let question = format!("ListMFADeviceTags/{}", device.serial_number());
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &device.tags)?;
        Ok(ListMFADeviceTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
