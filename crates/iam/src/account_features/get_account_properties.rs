//! GetAccountProperties: the switches of the account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountProperties.html>

use std::collections::BTreeMap;

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetAccountPropertiesError, GetAccountPropertiesRequest, GetAccountPropertiesResponse,
};

use super::role_manager;

pub(crate) struct GetAccountProperties;

impl Operation for GetAccountProperties {
    type Input = GetAccountPropertiesRequest;
    type Output = GetAccountPropertiesResponse;
    type Error = GetAccountPropertiesError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetAccountPropertiesRequest,
    ) -> Result<Demand, GetAccountPropertiesError> {
        let namespaces = role_manager::namespaces([role_manager::NAMESPACE]);
        let check = Check::on_anything("iam:GetAccountProperties").keys(namespaces);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: GetAccountPropertiesRequest,
    ) -> Result<GetAccountPropertiesResponse, GetAccountPropertiesError> {
        let account = super::account(cx, tx)?;
        let is_enabled = account.settings.is_role_manager_enabled.to_string();
        Ok(GetAccountPropertiesResponse {
            properties: Some(BTreeMap::from([(
                role_manager::ENABLED.to_owned(),
                is_enabled,
            )])),
        })
    }
}
