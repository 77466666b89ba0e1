//! DetachGroupPolicy: detaches a managed policy from a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DetachGroupPolicyError, DetachGroupPolicyRequest, DetachGroupPolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct DetachGroupPolicy;

impl Operation for DetachGroupPolicy {
    type Input = DetachGroupPolicyRequest;
    type Output = DetachGroupPolicyResponse;
    type Error = DetachGroupPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DetachGroupPolicyRequest,
    ) -> Result<Demand, DetachGroupPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let check = resource::group(cx, tx, "iam:DetachGroupPolicy", &input.group_name);
        Ok(Demand::new(check.key(resource::POLICY_ARN, arn.as_str())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DetachGroupPolicyRequest,
    ) -> Result<DetachGroupPolicyResponse, DetachGroupPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let mut group = look_up::group_to_change(cx, tx, &input.group_name)?;
        attachment::detach(&mut group.attached_policies, &arn)?;
        tx.put(group);
        Ok(DetachGroupPolicyResponse {})
    }
}
