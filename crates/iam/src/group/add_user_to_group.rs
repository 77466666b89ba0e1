//! AddUserToGroup: makes a user a member of a group; one that is a member stays it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, groups, quotas};
use shapes::iam::{AddUserToGroupError, AddUserToGroupRequest, AddUserToGroupResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct AddUserToGroup;

impl Operation for AddUserToGroup {
    type Input = AddUserToGroupRequest;
    type Output = AddUserToGroupResponse;
    type Error = AddUserToGroupError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AddUserToGroupRequest,
    ) -> Result<Demand, AddUserToGroupError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:AddUserToGroup",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AddUserToGroupRequest,
    ) -> Result<AddUserToGroupResponse, AddUserToGroupError> {
        let group = look_up::group(cx, tx, &input.group_name)?;
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        if user.groups.contains(&group.id) {
            return Ok(AddUserToGroupResponse {});
        }
        if quotas::GROUPS_PER_USER.is_reached(user.groups.len()) {
            return Err(errors::quota_exceeded(quotas::GROUPS_PER_USER).into());
        }
        user.groups.push(group.id);
        tx.put(user);
        // Whoever deletes the group at the same time, believing it empty, must find it changed.
        tx.touch(&groups::key(cx.account(), group.name.as_str()));
        Ok(AddUserToGroupResponse {})
    }
}
