//! DeleteUserPolicy: removes an inline policy of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteUserPolicyError, DeleteUserPolicyRequest, DeleteUserPolicyResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct DeleteUserPolicy;

impl Operation for DeleteUserPolicy {
    type Input = DeleteUserPolicyRequest;
    type Output = DeleteUserPolicyResponse;
    type Error = DeleteUserPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteUserPolicyRequest,
    ) -> Result<Demand, DeleteUserPolicyError> {
        let boundary = resource::boundary_of_user(cx, tx, &input.user_name);
        let check = resource::user(cx, tx, "iam:DeleteUserPolicy", &input.user_name);
        Ok(Demand::new(
            check.key_maybe(resource::PERMISSIONS_BOUNDARY, boundary),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteUserPolicyRequest,
    ) -> Result<DeleteUserPolicyResponse, DeleteUserPolicyError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        document::remove::<DeleteUserPolicyError>(
            &mut user.inline_policies,
            &input.policy_name,
            "user",
        )?;
        tx.put(user);
        Ok(DeleteUserPolicyResponse {})
    }
}
