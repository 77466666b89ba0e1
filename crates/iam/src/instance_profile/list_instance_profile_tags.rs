//! ListInstanceProfileTags: the tags of a profile.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListInstanceProfileTagsError, ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse,
};

use super::look_up;
use crate::shared::tags;

pub(crate) struct ListInstanceProfileTags;

impl Operation for ListInstanceProfileTags {
    type Input = ListInstanceProfileTagsRequest;
    type Output = ListInstanceProfileTagsResponse;
    type Error = ListInstanceProfileTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListInstanceProfileTagsRequest,
    ) -> Result<Demand, ListInstanceProfileTagsError> {
        let name = &input.instance_profile_name;
        Ok(Demand::new(look_up::check(
            cx,
            tx,
            "iam:ListInstanceProfileTags",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListInstanceProfileTagsRequest,
    ) -> Result<ListInstanceProfileTagsResponse, ListInstanceProfileTagsError> {
        let profile = look_up::profile(cx, tx, &input.instance_profile_name)?;
        let question = format!("ListInstanceProfileTags/{}", profile.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &profile.tags)?;
        Ok(ListInstanceProfileTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
