//! DeleteRolePolicy: removes an inline policy of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteRolePolicyError, DeleteRolePolicyRequest, DeleteRolePolicyResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct DeleteRolePolicy;

impl Operation for DeleteRolePolicy {
    type Input = DeleteRolePolicyRequest;
    type Output = DeleteRolePolicyResponse;
    type Error = DeleteRolePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteRolePolicyRequest,
    ) -> Result<Demand, DeleteRolePolicyError> {
        let check = resource::bounded_role(cx, tx, "iam:DeleteRolePolicy", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteRolePolicyRequest,
    ) -> Result<DeleteRolePolicyResponse, DeleteRolePolicyError> {
        let mut role = look_up::role_to_change::<DeleteRolePolicyError>(cx, tx, &input.role_name)?;
        document::remove::<DeleteRolePolicyError>(
            &mut role.inline_policies,
            &input.policy_name,
            "role",
        )?;
        tx.put(role);
        Ok(DeleteRolePolicyResponse {})
    }
}
