//! GetUserPolicy: an inline policy of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetUserPolicyError, GetUserPolicyRequest, GetUserPolicyResponse};

use crate::shared::{document, look_up, resource, view};

pub(crate) struct GetUserPolicy;

impl Operation for GetUserPolicy {
    type Input = GetUserPolicyRequest;
    type Output = GetUserPolicyResponse;
    type Error = GetUserPolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetUserPolicyRequest,
    ) -> Result<Demand, GetUserPolicyError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:GetUserPolicy",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetUserPolicyRequest,
    ) -> Result<GetUserPolicyResponse, GetUserPolicyError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let text =
            document::get::<GetUserPolicyError>(&user.inline_policies, &input.policy_name, "user")?;
        // AWS was observed to repeat the policy's name as the request spells it.
        Ok(GetUserPolicyResponse {
            policy_document: view::document(text),
            policy_name: input.policy_name,
            user_name: input.user_name,
        })
    }
}
