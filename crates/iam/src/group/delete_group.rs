//! DeleteGroup: deletes a group without members and policies.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, groups};
use shapes::iam::{DeleteGroupError, DeleteGroupRequest, DeleteGroupResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteGroup;

impl Operation for DeleteGroup {
    type Input = DeleteGroupRequest;
    type Output = DeleteGroupResponse;
    type Error = DeleteGroupError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteGroupRequest,
    ) -> Result<Demand, DeleteGroupError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:DeleteGroup",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteGroupRequest,
    ) -> Result<DeleteGroupResponse, DeleteGroupError> {
        // Whoever joins the group at the same time touches its record, so that this transaction is tried again.
        let group = look_up::group(cx, tx, &input.group_name)?;
        if groups::members(tx, &group, None).next().is_some() {
            return Err(errors::must_remove_users_from_group().into());
        }
        if !group.inline_policies.is_empty() {
            return Err(errors::must_delete_policies().into());
        }
        if !group.attached_policies.is_empty() {
            return Err(errors::must_detach_policies().into());
        }
        tx.delete(&groups::key(cx.account(), group.name.as_str()));
        Ok(DeleteGroupResponse {})
    }
}
