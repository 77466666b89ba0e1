//! GetRequestAuthorizationDetails: how a denied request was decided.
//! <https://docs.aws.amazon.com/cli/latest/reference/iam-toolbox/get-request-authorization-details.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam_toolbox::{
    GetRequestAuthorizationDetailsError, GetRequestAuthorizationDetailsInput,
    GetRequestAuthorizationDetailsOutput, ResourceNotFound, Validation,
};

use super::{NOT_FOUND, report};

pub(crate) struct GetRequestAuthorizationDetails;

impl Operation for GetRequestAuthorizationDetails {
    type Input = GetRequestAuthorizationDetailsInput;
    type Output = GetRequestAuthorizationDetailsOutput;
    type Error = GetRequestAuthorizationDetailsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetRequestAuthorizationDetailsInput,
    ) -> Result<Demand, GetRequestAuthorizationDetailsError> {
        let check = Check::on_anything("iam:GetRequestAuthorizationDetails");
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: GetRequestAuthorizationDetailsInput,
    ) -> Result<GetRequestAuthorizationDetailsOutput, GetRequestAuthorizationDetailsError> {
        let denied = cx.denied_request(&input.authorization_id);
        let denied = denied.ok_or_else(|| ResourceNotFound::new(NOT_FOUND))?;
        // A request needs a handful of evaluations at most, so there is one page and no token is ever given out.
        if input.next_token.is_some() {
            return Err(Validation::new("Invalid nextToken").into());
        }
        Ok(GetRequestAuthorizationDetailsOutput {
            request_context: report::context(&denied.context),
            evaluations: denied.evaluations.iter().map(report::evaluation).collect(),
            policies: denied.policies.iter().map(report::policy).collect(),
            next_token: None,
        })
    }
}
