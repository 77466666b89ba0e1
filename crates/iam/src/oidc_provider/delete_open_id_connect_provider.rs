//! DeleteOpenIDConnectProvider: deletes an OpenID Connect provider. Roles that trust it stay, and trust one made anew.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::oidc_providers::OidcProvider;
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{
    DeleteOpenIDConnectProviderError, DeleteOpenIDConnectProviderRequest,
    DeleteOpenIDConnectProviderResponse, NoSuchEntity,
};

use super::Providers;
use crate::shared::provider::Provider as _;
use crate::shared::{arn, errors};

pub(crate) struct DeleteOpenIdConnectProvider;

impl Operation for DeleteOpenIdConnectProvider {
    type Input = DeleteOpenIDConnectProviderRequest;
    type Output = DeleteOpenIDConnectProviderResponse;
    type Error = DeleteOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteOpenIDConnectProviderRequest,
    ) -> Result<Demand, DeleteOpenIDConnectProviderError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:DeleteOpenIDConnectProvider", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteOpenIDConnectProviderRequest,
    ) -> Result<DeleteOpenIDConnectProviderResponse, DeleteOpenIDConnectProviderError> {
        let arn = arn::of_kind(
            &input.open_id_connect_provider_arn,
            OidcProvider::KIND,
            |_| errors::invalid_arn(),
        )?;
        let provider =
            Providers::own(cx, tx, &arn).ok_or_else(|| no_such_provider(arn.as_str()))?;
        tx.delete(&provider.key());
        Ok(DeleteOpenIDConnectProviderResponse {})
    }
}

/// AWS was observed to have other words here than everywhere else.
fn no_such_provider(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("OpenId connect Provider {arn} cannot be found."))
}
