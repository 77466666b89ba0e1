//! GetGroup: a group and its members, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, groups};
use shapes::iam::{GetGroupError, GetGroupRequest, GetGroupResponse};
use wire::CommonError;

use crate::shared::{look_up, resource, view};

pub(crate) struct GetGroup;

impl Operation for GetGroup {
    type Input = GetGroupRequest;
    type Output = GetGroupResponse;
    type Error = GetGroupError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetGroupRequest,
    ) -> Result<Demand, GetGroupError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:GetGroup",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetGroupRequest,
    ) -> Result<GetGroupResponse, GetGroupError> {
        let group = look_up::group(cx, tx, &input.group_name)?;
        let question = format!("GetGroup/{}", group.id);
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let members = groups::members(tx, &group, page.after.as_deref());
        let (users, marker) = page.take(cx, &question, members, |user| user.name.folded());
        Ok(GetGroupResponse {
            group: view::group(&group),
            users: users.iter().map(|user| view::listed_user(user)).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
