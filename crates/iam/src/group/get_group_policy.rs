//! GetGroupPolicy: an inline policy of a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetGroupPolicyError, GetGroupPolicyRequest, GetGroupPolicyResponse};

use crate::shared::{document, look_up, resource, view};

pub(crate) struct GetGroupPolicy;

impl Operation for GetGroupPolicy {
    type Input = GetGroupPolicyRequest;
    type Output = GetGroupPolicyResponse;
    type Error = GetGroupPolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetGroupPolicyRequest,
    ) -> Result<Demand, GetGroupPolicyError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:GetGroupPolicy",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetGroupPolicyRequest,
    ) -> Result<GetGroupPolicyResponse, GetGroupPolicyError> {
        let group = look_up::group(cx, tx, &input.group_name)?;
        let text = document::get::<GetGroupPolicyError>(
            &group.inline_policies,
            &input.policy_name,
            "group",
        )?;
        // AWS was observed to repeat the policy's name as the request spells it.
        Ok(GetGroupPolicyResponse {
            policy_document: view::document(text),
            policy_name: input.policy_name,
            group_name: input.group_name,
        })
    }
}
