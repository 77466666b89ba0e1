//! DecodeAuthorizationMessage: the facts of a denial, from the message that the audit event of the denial carries.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, ReadOnly};
use records::ReadTx;
use shapes::sts::{
    DecodeAuthorizationMessageError, DecodeAuthorizationMessageRequest,
    DecodeAuthorizationMessageResponse, InvalidAuthorizationMessage,
};

pub(crate) struct DecodeAuthorizationMessage;

impl Operation for DecodeAuthorizationMessage {
    type Input = DecodeAuthorizationMessageRequest;
    type Output = DecodeAuthorizationMessageResponse;
    type Error = DecodeAuthorizationMessageError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DecodeAuthorizationMessageRequest,
    ) -> Result<Demand, DecodeAuthorizationMessageError> {
        let check = Check::on_anything("sts:DecodeAuthorizationMessage").printed(Printed::Nothing);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: DecodeAuthorizationMessageRequest,
    ) -> Result<DecodeAuthorizationMessageResponse, DecodeAuthorizationMessageError> {
        let decoded = cx.decode_authorization_message(&input.encoded_message);
        // AWS has one answer for what is no message, another account's, and one that is too old.
        let decoded =
            decoded.ok_or_else(|| InvalidAuthorizationMessage::new("Message is not valid"))?;
        Ok(DecodeAuthorizationMessageResponse {
            decoded_message: Some(decoded),
        })
    }
}
