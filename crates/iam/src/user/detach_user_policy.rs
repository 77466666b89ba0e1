//! DetachUserPolicy: detaches a managed policy from a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DetachUserPolicyError, DetachUserPolicyRequest, DetachUserPolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct DetachUserPolicy;

impl Operation for DetachUserPolicy {
    type Input = DetachUserPolicyRequest;
    type Output = DetachUserPolicyResponse;
    type Error = DetachUserPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DetachUserPolicyRequest,
    ) -> Result<Demand, DetachUserPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let boundary = resource::boundary_of_user(cx, tx, &input.user_name);
        let check = resource::user(cx, tx, "iam:DetachUserPolicy", &input.user_name);
        Ok(Demand::new(
            check
                .key(resource::POLICY_ARN, arn.as_str())
                .key_maybe(resource::PERMISSIONS_BOUNDARY, boundary),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DetachUserPolicyRequest,
    ) -> Result<DetachUserPolicyResponse, DetachUserPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        attachment::detach(&mut user.attached_policies, &arn)?;
        tx.put(user);
        Ok(DetachUserPolicyResponse {})
    }
}
