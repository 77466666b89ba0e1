//! DeleteRole: deletes a role without policies; its sessions end with it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx, instance_profiles, usage};
use shapes::iam::{DeleteRoleError, DeleteRoleRequest, DeleteRoleResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteRole;

impl Operation for DeleteRole {
    type Input = DeleteRoleRequest;
    type Output = DeleteRoleResponse;
    type Error = DeleteRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteRoleRequest,
    ) -> Result<Demand, DeleteRoleError> {
        let check = resource::bounded_role(cx, tx, "iam:DeleteRole", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteRoleRequest,
    ) -> Result<DeleteRoleResponse, DeleteRoleError> {
        let role = look_up::role_to_change::<DeleteRoleError>(cx, tx, &input.role_name)?;
        // Whoever puts the role into a profile touches it, so that this is still true when it is deleted.
        let is_in_profile = instance_profiles::of_role(tx, role.account, role.id, None)
            .next()
            .is_some();
        if is_in_profile {
            return Err(errors::must_remove_roles_from_profile().into());
        }
        if !role.attached_policies.is_empty() {
            return Err(errors::must_detach_policies().into());
        }
        if !role.inline_policies.is_empty() {
            return Err(errors::must_delete_policies().into());
        }
        tx.delete(&role.key());
        usage::forget(tx, role.account, role.id);
        Ok(DeleteRoleResponse {})
    }
}
