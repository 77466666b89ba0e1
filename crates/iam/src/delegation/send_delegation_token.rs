//! SendDelegationToken: the provider is sent the token of an approved request, and its time begins.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SendDelegationToken.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::delegation_requests::State;
use records::{ReadTx, WriteTx};
use shapes::iam::{
    SendDelegationTokenError, SendDelegationTokenRequest, SendDelegationTokenResponse,
};

use super::{errors, request};

pub(super) struct SendDelegationToken;

impl Operation for SendDelegationToken {
    type Input = SendDelegationTokenRequest;
    type Output = SendDelegationTokenResponse;
    type Error = SendDelegationTokenError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &SendDelegationTokenRequest,
    ) -> Result<Demand, SendDelegationTokenError> {
        let (action, id) = ("iam:SendDelegationToken", &input.delegation_request_id);
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: SendDelegationTokenRequest,
    ) -> Result<SendDelegationTokenResponse, SendDelegationTokenError> {
        let mut request = request::owned(cx, tx, &input.delegation_request_id)?;
        match request.state_at(cx.seconds()) {
            State::Accepted => {}
            state => return Err(errors::wrong_state(state).into()),
        }
        if request.only_send_by_owner && !request::is_owner(cx.caller, &request) {
            return Err(errors::not_the_owner(cx, &request::arn(cx, &request.id)).into());
        }
        request.enter(State::Finalized, cx.seconds());
        tx.put(request);
        Ok(SendDelegationTokenResponse {})
    }
}
