//! UpdateDelegationRequest: hands a request on to whoever may approve it, with a note.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateDelegationRequest.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::delegation_requests::State;
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateDelegationRequestError, UpdateDelegationRequestRequest, UpdateDelegationRequestResponse,
};

use super::{errors, request};

pub(super) struct UpdateDelegationRequest;

impl Operation for UpdateDelegationRequest {
    type Input = UpdateDelegationRequestRequest;
    type Output = UpdateDelegationRequestResponse;
    type Error = UpdateDelegationRequestError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateDelegationRequestRequest,
    ) -> Result<Demand, UpdateDelegationRequestError> {
        let (action, id) = ("iam:UpdateDelegationRequest", &input.delegation_request_id);
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateDelegationRequestRequest,
    ) -> Result<UpdateDelegationRequestResponse, UpdateDelegationRequestError> {
        let mut request = request::owned(cx, tx, &input.delegation_request_id)?;
        match request.state_at(cx.seconds()) {
            State::Assigned | State::PendingApproval => {}
            state => return Err(errors::wrong_state(state).into()),
        }
        request.notes = input.notes.or(request.notes);
        if request.state == State::PendingApproval {
            // Nothing begins anew, least of all the time that is left.
            request.updated_at = cx.seconds();
        } else {
            request.enter(State::PendingApproval, cx.seconds());
        }
        tx.put(request);
        Ok(UpdateDelegationRequestResponse {})
    }
}
