//! GetRequestAuthorizationPolicy: a policy as it was when a request was denied.
//! <https://docs.aws.amazon.com/cli/latest/reference/iam-toolbox/get-request-authorization-policy.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam_toolbox::{
    GetRequestAuthorizationPolicyError, GetRequestAuthorizationPolicyInput,
    GetRequestAuthorizationPolicyOutput, ResourceNotFound,
};
use wire::{CommonError, Document};

use super::NOT_FOUND;

pub(crate) struct GetRequestAuthorizationPolicy;

impl Operation for GetRequestAuthorizationPolicy {
    type Input = GetRequestAuthorizationPolicyInput;
    type Output = GetRequestAuthorizationPolicyOutput;
    type Error = GetRequestAuthorizationPolicyError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetRequestAuthorizationPolicyInput,
    ) -> Result<Demand, GetRequestAuthorizationPolicyError> {
        let check = Check::on_anything("iam:GetRequestAuthorizationPolicy");
        Ok(Demand::new(check))
    }

    /// The policy as the evaluator read it: every scalar as a list of one.
    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: GetRequestAuthorizationPolicyInput,
    ) -> Result<GetRequestAuthorizationPolicyOutput, GetRequestAuthorizationPolicyError> {
        let not_found = || ResourceNotFound::new(NOT_FOUND);
        let denied = cx.denied_request(&input.authorization_id);
        let denied = denied.ok_or_else(not_found)?;
        let mut policies = denied.policies.iter();
        let evaluated = policies
            .find(|policy| policy.uri == input.policy_uri)
            .ok_or_else(not_found)?;
        let document = Document::parse(&evaluated.policy.to_string());
        Ok(GetRequestAuthorizationPolicyOutput {
            policy_document: document.ok_or_else(CommonError::internal_failure)?,
        })
    }
}
