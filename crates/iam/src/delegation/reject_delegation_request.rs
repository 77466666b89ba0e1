//! RejectDelegationRequest: a request is denied for good, perhaps after it was approved.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RejectDelegationRequest.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::delegation_requests::State;
use records::{ReadTx, WriteTx};
use shapes::iam::{
    RejectDelegationRequestError, RejectDelegationRequestRequest, RejectDelegationRequestResponse,
};

use super::{errors, request};

pub(super) struct RejectDelegationRequest;

impl Operation for RejectDelegationRequest {
    type Input = RejectDelegationRequestRequest;
    type Output = RejectDelegationRequestResponse;
    type Error = RejectDelegationRequestError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &RejectDelegationRequestRequest,
    ) -> Result<Demand, RejectDelegationRequestError> {
        let (action, id) = ("iam:RejectDelegationRequest", &input.delegation_request_id);
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: RejectDelegationRequestRequest,
    ) -> Result<RejectDelegationRequestResponse, RejectDelegationRequestError> {
        let mut request = request::owned(cx, tx, &input.delegation_request_id)?;
        match request.state_at(cx.seconds()) {
            State::Assigned | State::PendingApproval | State::Accepted => {}
            state => return Err(errors::wrong_state(state).into()),
        }
        request.rejection_reason = input.notes;
        request.enter(State::Rejected, cx.seconds());
        tx.put(request);
        Ok(RejectDelegationRequestResponse {})
    }
}
