//! GetRolePolicy: shows an inline policy of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetRolePolicyError, GetRolePolicyRequest, GetRolePolicyResponse};

use crate::shared::{document, look_up, resource, view};

pub(crate) struct GetRolePolicy;

impl Operation for GetRolePolicy {
    type Input = GetRolePolicyRequest;
    type Output = GetRolePolicyResponse;
    type Error = GetRolePolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetRolePolicyRequest,
    ) -> Result<Demand, GetRolePolicyError> {
        let check = resource::role(cx, tx, "iam:GetRolePolicy", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetRolePolicyRequest,
    ) -> Result<GetRolePolicyResponse, GetRolePolicyError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let text =
            document::get::<GetRolePolicyError>(&role.inline_policies, &input.policy_name, "role")?;
        Ok(GetRolePolicyResponse {
            role_name: role.name.to_string(),
            // AWS was observed to echo the caller's spelling of the policy's name.
            policy_name: input.policy_name,
            policy_document: view::document(text),
        })
    }
}
