//! UpdateServiceSpecificCredential: switches a service-specific credential on or off.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateServiceSpecificCredentialError, UpdateServiceSpecificCredentialRequest,
    UpdateServiceSpecificCredentialResponse,
};

use super::{errors, find};
use crate::shared::status;

pub(crate) struct UpdateServiceSpecificCredential;

impl Operation for UpdateServiceSpecificCredential {
    type Input = UpdateServiceSpecificCredentialRequest;
    type Output = UpdateServiceSpecificCredentialResponse;
    type Error = UpdateServiceSpecificCredentialError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateServiceSpecificCredentialRequest,
    ) -> Result<Demand, UpdateServiceSpecificCredentialError> {
        let action = "iam:UpdateServiceSpecificCredential";
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        Ok(Demand::new(find::check(cx, tx, action, name, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateServiceSpecificCredentialRequest,
    ) -> Result<UpdateServiceSpecificCredentialResponse, UpdateServiceSpecificCredentialError> {
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        let (mut user, mut credential) =
            find::taken::<UpdateServiceSpecificCredentialError>(cx, tx, name, id)?;
        credential.status = status::of_request(input.status).map_err(errors::unsupported_status)?;
        user.credentials
            .service_specific_credentials
            .push(credential);
        tx.put(user);
        Ok(UpdateServiceSpecificCredentialResponse {})
    }
}
