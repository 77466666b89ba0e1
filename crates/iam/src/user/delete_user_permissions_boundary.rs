//! DeleteUserPermissionsBoundary: removes the policy that caps a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeleteUserPermissionsBoundaryError, DeleteUserPermissionsBoundaryRequest,
    DeleteUserPermissionsBoundaryResponse,
};

use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteUserPermissionsBoundary;

impl Operation for DeleteUserPermissionsBoundary {
    type Input = DeleteUserPermissionsBoundaryRequest;
    type Output = DeleteUserPermissionsBoundaryResponse;
    type Error = DeleteUserPermissionsBoundaryError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteUserPermissionsBoundaryRequest,
    ) -> Result<Demand, DeleteUserPermissionsBoundaryError> {
        let boundary = resource::boundary_of_user(cx, tx, &input.user_name);
        let action = "iam:DeleteUserPermissionsBoundary";
        let check = resource::user(cx, tx, action, &input.user_name);
        Ok(Demand::new(
            check.key_maybe(resource::PERMISSIONS_BOUNDARY, boundary),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteUserPermissionsBoundaryRequest,
    ) -> Result<DeleteUserPermissionsBoundaryResponse, DeleteUserPermissionsBoundaryError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        if user.permissions_boundary.take().is_none() {
            return Err(errors::no_boundary("user", &input.user_name).into());
        }
        tx.put(user);
        Ok(DeleteUserPermissionsBoundaryResponse {})
    }
}
