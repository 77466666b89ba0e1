//! PutUserPermissionsBoundary: sets the managed policy that caps a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    PutUserPermissionsBoundaryError, PutUserPermissionsBoundaryRequest,
    PutUserPermissionsBoundaryResponse,
};

use crate::shared::{boundary, look_up, resource};

pub(crate) struct PutUserPermissionsBoundary;

impl Operation for PutUserPermissionsBoundary {
    type Input = PutUserPermissionsBoundaryRequest;
    type Output = PutUserPermissionsBoundaryResponse;
    type Error = PutUserPermissionsBoundaryError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &PutUserPermissionsBoundaryRequest,
    ) -> Result<Demand, PutUserPermissionsBoundaryError> {
        let boundary = boundary::arn(&input.permissions_boundary)?;
        let action = "iam:PutUserPermissionsBoundary";
        let check = resource::user(cx, tx, action, &input.user_name);
        Ok(Demand::new(
            check.key(resource::PERMISSIONS_BOUNDARY, boundary.as_str()),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutUserPermissionsBoundaryRequest,
    ) -> Result<PutUserPermissionsBoundaryResponse, PutUserPermissionsBoundaryError> {
        let boundary = boundary::arn(&input.permissions_boundary)?;
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        boundary::require::<PutUserPermissionsBoundaryError>(tx, cx.account(), &boundary, "user")?;
        user.permissions_boundary = Some(boundary);
        tx.put(user);
        Ok(PutUserPermissionsBoundaryResponse {})
    }
}
