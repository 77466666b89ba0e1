//! DetachRolePolicy: detaches a managed policy from a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DetachRolePolicyError, DetachRolePolicyRequest, DetachRolePolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct DetachRolePolicy;

impl Operation for DetachRolePolicy {
    type Input = DetachRolePolicyRequest;
    type Output = DetachRolePolicyResponse;
    type Error = DetachRolePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DetachRolePolicyRequest,
    ) -> Result<Demand, DetachRolePolicyError> {
        let check = resource::bounded_role(cx, tx, "iam:DetachRolePolicy", &input.role_name);
        Ok(Demand::new(
            check.key(resource::POLICY_ARN, input.policy_arn.as_str()),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DetachRolePolicyRequest,
    ) -> Result<DetachRolePolicyResponse, DetachRolePolicyError> {
        let mut role = look_up::role_to_change::<DetachRolePolicyError>(cx, tx, &input.role_name)?;
        let arn = attachment::arn(&input.policy_arn)?;
        attachment::detach(&mut role.attached_policies, &arn)?;
        tx.put(role);
        Ok(DetachRolePolicyResponse {})
    }
}
