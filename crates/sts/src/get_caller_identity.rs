//! GetCallerIdentity: tells callers who they are. No policy can deny it.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::sts::{GetCallerIdentityError, GetCallerIdentityRequest, GetCallerIdentityResponse};

pub(crate) struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    type Input = GetCallerIdentityRequest;
    type Output = GetCallerIdentityResponse;
    type Error = GetCallerIdentityError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetCallerIdentityRequest,
    ) -> Result<Demand, GetCallerIdentityError> {
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: GetCallerIdentityRequest,
    ) -> Result<GetCallerIdentityResponse, GetCallerIdentityError> {
        Ok(GetCallerIdentityResponse {
            user_id: Some(cx.caller.user_id().to_owned()),
            account: Some(cx.account().to_string()),
            arn: cx.caller.arn().map(ToOwned::to_owned),
        })
    }
}
