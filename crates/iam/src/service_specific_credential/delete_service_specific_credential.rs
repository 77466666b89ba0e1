//! DeleteServiceSpecificCredential: deletes a service-specific credential.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeleteServiceSpecificCredentialError, DeleteServiceSpecificCredentialRequest,
    DeleteServiceSpecificCredentialResponse,
};

use super::find;

pub(crate) struct DeleteServiceSpecificCredential;

impl Operation for DeleteServiceSpecificCredential {
    type Input = DeleteServiceSpecificCredentialRequest;
    type Output = DeleteServiceSpecificCredentialResponse;
    type Error = DeleteServiceSpecificCredentialError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteServiceSpecificCredentialRequest,
    ) -> Result<Demand, DeleteServiceSpecificCredentialError> {
        let action = "iam:DeleteServiceSpecificCredential";
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        Ok(Demand::new(find::check(cx, tx, action, name, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteServiceSpecificCredentialRequest,
    ) -> Result<DeleteServiceSpecificCredentialResponse, DeleteServiceSpecificCredentialError> {
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        let (user, _) = find::taken::<DeleteServiceSpecificCredentialError>(cx, tx, name, id)?;
        tx.put(user);
        Ok(DeleteServiceSpecificCredentialResponse {})
    }
}
