//! DeleteServiceLinkedRole: has the role of a service deleted, and gives an id to ask after it by.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html>
//!
//! AWS asks the service whether it still uses the role. No service of AWS runs here, so the answer is known at once and
//! the role goes in the same transaction.

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::jobs::{Job, Work};
use records::{ReadTx, Stored as _, WriteTx, usage};
use shapes::iam::{
    DeleteServiceLinkedRoleError, DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse,
};

use super::deletion_task;
use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteServiceLinkedRole;

impl Operation for DeleteServiceLinkedRole {
    type Input = DeleteServiceLinkedRoleRequest;
    type Output = DeleteServiceLinkedRoleResponse;
    type Error = DeleteServiceLinkedRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteServiceLinkedRoleRequest,
    ) -> Result<Demand, DeleteServiceLinkedRoleError> {
        let action = "iam:DeleteServiceLinkedRole";
        Ok(Demand::new(resource::role(
            cx,
            tx,
            action,
            &input.role_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteServiceLinkedRoleRequest,
    ) -> Result<DeleteServiceLinkedRoleResponse, DeleteServiceLinkedRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        if !role.is_service_linked() {
            return Err(errors::no_such_role(&input.role_name).into());
        }
        let work = if role.name.as_str() == ROLE_MANAGER {
            Work::FailedRoleDeletion
        } else {
            tx.delete(&role.key());
            usage::forget(tx, role.account, role.id);
            Work::RoleDeletion
        };
        let id = deletion_task::new_id(cx, &role);
        tx.put(Job {
            account: cx.account(),
            id: id.clone(),
            created_at: cx.seconds(),
            work,
        });
        Ok(DeleteServiceLinkedRoleResponse {
            deletion_task_id: id,
        })
    }
}

/// The role that AWS was observed to accept for deletion and never to delete.
const ROLE_MANAGER: &str = "AWSServiceRoleForIAMRoleManager";
