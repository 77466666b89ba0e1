//! AttachUserPolicy: attaches a managed policy to a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{AttachUserPolicyError, AttachUserPolicyRequest, AttachUserPolicyResponse};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct AttachUserPolicy;

impl Operation for AttachUserPolicy {
    type Input = AttachUserPolicyRequest;
    type Output = AttachUserPolicyResponse;
    type Error = AttachUserPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AttachUserPolicyRequest,
    ) -> Result<Demand, AttachUserPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let boundary = resource::boundary_of_user(cx, tx, &input.user_name);
        let check = resource::user(cx, tx, "iam:AttachUserPolicy", &input.user_name);
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
        input: AttachUserPolicyRequest,
    ) -> Result<AttachUserPolicyResponse, AttachUserPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        attachment::require_attachable::<AttachUserPolicyError>(tx, cx.account(), &arn, "user")?;
        attachment::attach(&mut user.attached_policies, &arn, quotas::POLICIES_PER_USER)?;
        attachment::touch(tx, &arn);
        tx.put(user);
        Ok(AttachUserPolicyResponse {})
    }
}
