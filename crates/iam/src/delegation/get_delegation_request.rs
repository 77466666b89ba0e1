//! GetDelegationRequest: what a product provider asks for, and how far it has come.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetDelegationRequest.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetDelegationRequestError, GetDelegationRequestRequest, GetDelegationRequestResponse,
    PermissionCheckStatusType,
};

use super::{coverage, request, view};

pub(super) struct GetDelegationRequest;

impl Operation for GetDelegationRequest {
    type Input = GetDelegationRequestRequest;
    type Output = GetDelegationRequestResponse;
    type Error = GetDelegationRequestError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetDelegationRequestRequest,
    ) -> Result<Demand, GetDelegationRequestError> {
        let (action, id) = ("iam:GetDelegationRequest", &input.delegation_request_id);
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetDelegationRequestRequest,
    ) -> Result<GetDelegationRequestResponse, GetDelegationRequestError> {
        let request = request::get(cx, tx, &input.delegation_request_id)?;
        let is_checked = input.delegation_permission_check == Some(true);
        let coverage = is_checked.then(|| coverage::of(cx.caller, tx, &request.permission_policy));
        let status = coverage.map(|coverage| match coverage {
            Some(_) => PermissionCheckStatusType::Complete,
            None => PermissionCheckStatusType::Failed,
        });
        Ok(GetDelegationRequestResponse {
            delegation_request: Some(view::request(&request, cx.seconds())),
            permission_check_status: status,
            permission_check_result: coverage.flatten(),
        })
    }
}
