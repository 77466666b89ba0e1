//! DeleteSAMLProvider: deletes a SAML provider. Roles that trust it stay, and trust one made anew.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{DeleteSAMLProviderError, DeleteSAMLProviderRequest, DeleteSAMLProviderResponse};

use super::Providers;

pub(crate) struct DeleteSamlProvider;

impl Operation for DeleteSamlProvider {
    type Input = DeleteSAMLProviderRequest;
    type Output = DeleteSAMLProviderResponse;
    type Error = DeleteSAMLProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteSAMLProviderRequest,
    ) -> Result<Demand, DeleteSAMLProviderError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:DeleteSAMLProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteSAMLProviderRequest,
    ) -> Result<DeleteSAMLProviderResponse, DeleteSAMLProviderError> {
        let provider =
            Providers::find::<DeleteSAMLProviderError>(cx, tx, &input.saml_provider_arn)?;
        tx.delete(&provider.key());
        Ok(DeleteSAMLProviderResponse {})
    }
}
