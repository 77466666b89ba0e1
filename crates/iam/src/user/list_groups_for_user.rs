//! ListGroupsForUser: the groups that a user is in.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, groups};
use shapes::iam::{ListGroupsForUserError, ListGroupsForUserRequest, ListGroupsForUserResponse};

use crate::shared::{look_up, page, resource, view};

pub(crate) struct ListGroupsForUser;

impl Operation for ListGroupsForUser {
    type Input = ListGroupsForUserRequest;
    type Output = ListGroupsForUserResponse;
    type Error = ListGroupsForUserError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListGroupsForUserRequest,
    ) -> Result<Demand, ListGroupsForUserError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:ListGroupsForUser",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListGroupsForUserRequest,
    ) -> Result<ListGroupsForUserResponse, ListGroupsForUserError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let question = format!("ListGroupsForUser/{}", user.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let groups = user.groups.iter().filter_map(|id| groups::by_id(tx, *id));
        let (groups, marker) =
            page::sorted(cx, &question, asked, groups, |group| group.name.folded())?;
        Ok(ListGroupsForUserResponse {
            groups: groups.iter().map(|group| view::group(group)).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
