//! AssociateDelegationRequest: the caller claims a request for its account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AssociateDelegationRequest.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::delegation_requests::{Owner, State};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    AssociateDelegationRequestError, AssociateDelegationRequestRequest,
    AssociateDelegationRequestResponse,
};

use super::{errors, request};

pub(super) struct AssociateDelegationRequest;

impl Operation for AssociateDelegationRequest {
    type Input = AssociateDelegationRequestRequest;
    type Output = AssociateDelegationRequestResponse;
    type Error = AssociateDelegationRequestError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AssociateDelegationRequestRequest,
    ) -> Result<Demand, AssociateDelegationRequestError> {
        let action = "iam:AssociateDelegationRequest";
        let id = &input.delegation_request_id;
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AssociateDelegationRequestRequest,
    ) -> Result<AssociateDelegationRequestResponse, AssociateDelegationRequestError> {
        let mut request = request::owned(cx, tx, &input.delegation_request_id)?;
        match request.state_at(cx.seconds()) {
            State::Unassigned => {}
            state => return Err(errors::wrong_state(state).into()),
        }
        request.owner_account = Some(cx.account());
        request.owner = Some(Owner {
            arn: cx.caller.arn().unwrap_or_default().to_owned(),
            user_id: cx.caller.user_id().to_owned(),
        });
        request.enter(State::Assigned, cx.seconds());
        tx.put(request);
        Ok(AssociateDelegationRequestResponse {})
    }
}
