//! PutRolePermissionsBoundary: sets the policy that caps a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    PutRolePermissionsBoundaryError, PutRolePermissionsBoundaryRequest,
    PutRolePermissionsBoundaryResponse,
};

use crate::shared::{boundary, look_up, resource};

pub(crate) struct PutRolePermissionsBoundary;

impl Operation for PutRolePermissionsBoundary {
    type Input = PutRolePermissionsBoundaryRequest;
    type Output = PutRolePermissionsBoundaryResponse;
    type Error = PutRolePermissionsBoundaryError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &PutRolePermissionsBoundaryRequest,
    ) -> Result<Demand, PutRolePermissionsBoundaryError> {
        let check = resource::role(cx, tx, "iam:PutRolePermissionsBoundary", &input.role_name);
        let sent = input.permissions_boundary.as_str();
        Ok(Demand::new(check.key(resource::PERMISSIONS_BOUNDARY, sent)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutRolePermissionsBoundaryRequest,
    ) -> Result<PutRolePermissionsBoundaryResponse, PutRolePermissionsBoundaryError> {
        let mut role =
            look_up::role_to_change::<PutRolePermissionsBoundaryError>(cx, tx, &input.role_name)?;
        let arn = boundary::arn(&input.permissions_boundary)?;
        boundary::require::<PutRolePermissionsBoundaryError>(tx, cx.account(), &arn, "role")?;
        role.permissions_boundary = Some(arn);
        tx.put(role);
        Ok(PutRolePermissionsBoundaryResponse {})
    }
}
