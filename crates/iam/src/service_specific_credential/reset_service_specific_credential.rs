//! ResetServiceSpecificCredential: makes a new password for a credential, which stays the same in everything else.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use secrets::service_credential;
use shapes::iam::{
    ResetServiceSpecificCredentialError, ResetServiceSpecificCredentialRequest,
    ResetServiceSpecificCredentialResponse,
};

use super::{find, view};

pub(crate) struct ResetServiceSpecificCredential;

impl Operation for ResetServiceSpecificCredential {
    type Input = ResetServiceSpecificCredentialRequest;
    type Output = ResetServiceSpecificCredentialResponse;
    type Error = ResetServiceSpecificCredentialError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ResetServiceSpecificCredentialRequest,
    ) -> Result<Demand, ResetServiceSpecificCredentialError> {
        let action = "iam:ResetServiceSpecificCredential";
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        Ok(Demand::new(find::check(cx, tx, action, name, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: ResetServiceSpecificCredentialRequest,
    ) -> Result<ResetServiceSpecificCredentialResponse, ResetServiceSpecificCredentialError> {
        let name = input.user_name.as_deref();
        let id = &input.service_specific_credential_id;
        let (mut user, mut credential) =
            find::taken::<ResetServiceSpecificCredentialError>(cx, tx, name, id)?;
        let password = service_credential::password(cx.entropy());
        credential.password = cx.seal(credential.id.as_str(), password.expose().as_bytes());
        let shown = view::with_password(&user, &credential, &password, cx.seconds());
        user.credentials
            .service_specific_credentials
            .push(credential);
        tx.put(user);
        Ok(ResetServiceSpecificCredentialResponse {
            service_specific_credential: Some(shown),
        })
    }
}
