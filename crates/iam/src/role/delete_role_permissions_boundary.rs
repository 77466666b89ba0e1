//! DeleteRolePermissionsBoundary: removes the policy that caps a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeleteRolePermissionsBoundaryError, DeleteRolePermissionsBoundaryRequest,
    DeleteRolePermissionsBoundaryResponse,
};

use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteRolePermissionsBoundary;

impl Operation for DeleteRolePermissionsBoundary {
    type Input = DeleteRolePermissionsBoundaryRequest;
    type Output = DeleteRolePermissionsBoundaryResponse;
    type Error = DeleteRolePermissionsBoundaryError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteRolePermissionsBoundaryRequest,
    ) -> Result<Demand, DeleteRolePermissionsBoundaryError> {
        let check = resource::bounded_role(
            cx,
            tx,
            "iam:DeleteRolePermissionsBoundary",
            &input.role_name,
        );
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteRolePermissionsBoundaryRequest,
    ) -> Result<DeleteRolePermissionsBoundaryResponse, DeleteRolePermissionsBoundaryError> {
        let mut role = look_up::role_to_change::<DeleteRolePermissionsBoundaryError>(
            cx,
            tx,
            &input.role_name,
        )?;
        if role.permissions_boundary.take().is_none() {
            return Err(errors::no_boundary("role", &input.role_name).into());
        }
        tx.put(role);
        Ok(DeleteRolePermissionsBoundaryResponse {})
    }
}
