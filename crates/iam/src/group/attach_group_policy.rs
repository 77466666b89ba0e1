//! AttachGroupPolicy: attaches a managed policy to a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{AttachGroupPolicyError, AttachGroupPolicyRequest, AttachGroupPolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct AttachGroupPolicy;

impl Operation for AttachGroupPolicy {
    type Input = AttachGroupPolicyRequest;
    type Output = AttachGroupPolicyResponse;
    type Error = AttachGroupPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AttachGroupPolicyRequest,
    ) -> Result<Demand, AttachGroupPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let check = resource::group(cx, tx, "iam:AttachGroupPolicy", &input.group_name);
        Ok(Demand::new(check.key(resource::POLICY_ARN, arn.as_str())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AttachGroupPolicyRequest,
    ) -> Result<AttachGroupPolicyResponse, AttachGroupPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let mut group = look_up::group_to_change(cx, tx, &input.group_name)?;
        attachment::require_attachable::<AttachGroupPolicyError>(tx, cx.account(), &arn, "group")?;
        attachment::attach(
            &mut group.attached_policies,
            &arn,
            quotas::POLICIES_PER_GROUP,
        )?;
        attachment::touch(tx, &arn);
        tx.put(group);
        Ok(AttachGroupPolicyResponse {})
    }
}
