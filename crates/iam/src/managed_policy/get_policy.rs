//! GetPolicy: shows a managed policy, but for its document.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetPolicyError, GetPolicyRequest, GetPolicyResponse};

use super::find;
use crate::shared::{attachment, resource, view};

pub(crate) struct GetPolicy;

impl Operation for GetPolicy {
    type Input = GetPolicyRequest;
    type Output = GetPolicyResponse;
    type Error = GetPolicyError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetPolicyRequest,
    ) -> Result<Demand, GetPolicyError> {
        let check = resource::policy_of_request(tx, "iam:GetPolicy", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetPolicyRequest,
    ) -> Result<GetPolicyResponse, GetPolicyError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let policy = find::any(cx, tx, &arn)?;
        let usage = attachment::usage(tx, cx.account(), &arn);
        Ok(GetPolicyResponse {
            policy: Some(view::policy(&policy, usage)),
        })
    }
}
