//! UpdateOpenIDConnectProviderThumbprint: replaces all thumbprints of an OpenID Connect provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateOpenIDConnectProviderThumbprintError, UpdateOpenIDConnectProviderThumbprintRequest,
    UpdateOpenIDConnectProviderThumbprintResponse,
};

use super::{Providers, thumbprints};

pub(crate) struct UpdateOpenIdConnectProviderThumbprint;

impl Operation for UpdateOpenIdConnectProviderThumbprint {
    type Input = UpdateOpenIDConnectProviderThumbprintRequest;
    type Output = UpdateOpenIDConnectProviderThumbprintResponse;
    type Error = UpdateOpenIDConnectProviderThumbprintError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateOpenIDConnectProviderThumbprintRequest,
    ) -> Result<Demand, UpdateOpenIDConnectProviderThumbprintError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:UpdateOpenIDConnectProviderThumbprint", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateOpenIDConnectProviderThumbprintRequest,
    ) -> Result<
        UpdateOpenIDConnectProviderThumbprintResponse,
        UpdateOpenIDConnectProviderThumbprintError,
    > {
        let mut provider = Providers::to_change::<UpdateOpenIDConnectProviderThumbprintError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        provider.thumbprints = thumbprints::at_least_one(&input.thumbprint_list)?;
        tx.put(provider);
        Ok(UpdateOpenIDConnectProviderThumbprintResponse {})
    }
}
