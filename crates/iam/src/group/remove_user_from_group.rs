//! RemoveUserFromGroup: ends the membership of a user in a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    RemoveUserFromGroupError, RemoveUserFromGroupRequest, RemoveUserFromGroupResponse,
};

use crate::shared::{look_up, resource};

pub(crate) struct RemoveUserFromGroup;

impl Operation for RemoveUserFromGroup {
    type Input = RemoveUserFromGroupRequest;
    type Output = RemoveUserFromGroupResponse;
    type Error = RemoveUserFromGroupError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &RemoveUserFromGroupRequest,
    ) -> Result<Demand, RemoveUserFromGroupError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:RemoveUserFromGroup",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: RemoveUserFromGroupRequest,
    ) -> Result<RemoveUserFromGroupResponse, RemoveUserFromGroupError> {
        // AWS was observed to look for the user first.
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let group = look_up::group(cx, tx, &input.group_name)?;
        // AWS was observed not to mind a user that is no member.
        user.groups.retain(|id| *id != group.id);
        tx.put(user);
        Ok(RemoveUserFromGroupResponse {})
    }
}
