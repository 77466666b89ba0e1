//! AttachRolePolicy: attaches a managed policy to a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{AttachRolePolicyError, AttachRolePolicyRequest, AttachRolePolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct AttachRolePolicy;

impl Operation for AttachRolePolicy {
    type Input = AttachRolePolicyRequest;
    type Output = AttachRolePolicyResponse;
    type Error = AttachRolePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AttachRolePolicyRequest,
    ) -> Result<Demand, AttachRolePolicyError> {
        let check = resource::bounded_role(cx, tx, "iam:AttachRolePolicy", &input.role_name);
        Ok(Demand::new(
            check.key(resource::POLICY_ARN, input.policy_arn.as_str()),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AttachRolePolicyRequest,
    ) -> Result<AttachRolePolicyResponse, AttachRolePolicyError> {
        let mut role = look_up::role_to_change::<AttachRolePolicyError>(cx, tx, &input.role_name)?;
        let arn = attachment::arn(&input.policy_arn)?;
        attachment::require_attachable::<AttachRolePolicyError>(tx, cx.account(), &arn, "role")?;
        attachment::attach(&mut role.attached_policies, &arn, quotas::POLICIES_PER_ROLE)?;
        attachment::touch(tx, &arn);
        tx.put(role);
        Ok(AttachRolePolicyResponse {})
    }
}
