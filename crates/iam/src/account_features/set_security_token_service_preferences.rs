//! SetSecurityTokenServicePreferences: which tokens STS gives out at its global endpoint.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetSecurityTokenServicePreferences.html>
//!
//! Tokens of the first version are not valid in regions that an account has to opt in to. This authority is one region,
//! the one that it gives its tokens out for, so every token is valid here whatever is chosen; the choice is kept and shown.

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::settings::GlobalEndpointTokenVersion;
use records::{ReadTx, WriteTx};
use shapes::iam::{
    SetSecurityTokenServicePreferencesError, SetSecurityTokenServicePreferencesRequest,
    SetSecurityTokenServicePreferencesResponse,
};

pub(crate) struct SetSecurityTokenServicePreferences;

impl Operation for SetSecurityTokenServicePreferences {
    type Input = SetSecurityTokenServicePreferencesRequest;
    type Output = SetSecurityTokenServicePreferencesResponse;
    type Error = SetSecurityTokenServicePreferencesError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &SetSecurityTokenServicePreferencesRequest,
    ) -> Result<Demand, SetSecurityTokenServicePreferencesError> {
        let action = "iam:SetSecurityTokenServicePreferences";
        Ok(Demand::new(Check::on_anything(action)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: SetSecurityTokenServicePreferencesRequest,
    ) -> Result<SetSecurityTokenServicePreferencesResponse, SetSecurityTokenServicePreferencesError>
    {
        let mut account = super::account(cx, tx)?;
        account.settings.global_endpoint_token_version = version(&input);
        tx.put(account);
        Ok(SetSecurityTokenServicePreferencesResponse {})
    }
}

fn version(input: &SetSecurityTokenServicePreferencesRequest) -> GlobalEndpointTokenVersion {
    match input.global_endpoint_token_version {
        shapes::iam::GlobalEndpointTokenVersion::V1Token => GlobalEndpointTokenVersion::V1,
        shapes::iam::GlobalEndpointTokenVersion::V2Token => GlobalEndpointTokenVersion::V2,
    }
}
