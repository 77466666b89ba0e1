//! UpdateAssumeRolePolicy: replaces the trust policy of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateAssumeRolePolicyError, UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse,
};

use crate::shared::{look_up, resource, trust};

pub(crate) struct UpdateAssumeRolePolicy;

impl Operation for UpdateAssumeRolePolicy {
    type Input = UpdateAssumeRolePolicyRequest;
    type Output = UpdateAssumeRolePolicyResponse;
    type Error = UpdateAssumeRolePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateAssumeRolePolicyRequest,
    ) -> Result<Demand, UpdateAssumeRolePolicyError> {
        let check = resource::bounded_role(cx, tx, "iam:UpdateAssumeRolePolicy", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateAssumeRolePolicyRequest,
    ) -> Result<UpdateAssumeRolePolicyResponse, UpdateAssumeRolePolicyError> {
        let mut role =
            look_up::role_to_change::<UpdateAssumeRolePolicyError>(cx, tx, &input.role_name)?;
        role.trust_policy = trust::bind::<UpdateAssumeRolePolicyError>(tx, &input.policy_document)?;
        tx.put(role);
        Ok(UpdateAssumeRolePolicyResponse {})
    }
}
