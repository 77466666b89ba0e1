//! PutAccountProperties: sets switches of the account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutAccountProperties.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    PutAccountPropertiesError, PutAccountPropertiesRequest, PutAccountPropertiesResponse,
};

use super::role_manager;

pub(crate) struct PutAccountProperties;

impl Operation for PutAccountProperties {
    type Input = PutAccountPropertiesRequest;
    type Output = PutAccountPropertiesResponse;
    type Error = PutAccountPropertiesError;
    type Access = Writes;

    /// Enabling the role manager also asks to create its role, which AWS was observed to check even where the role is
    /// there already; disabling does not.
    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &PutAccountPropertiesRequest,
    ) -> Result<Demand, PutAccountPropertiesError> {
        let keys = input.properties.keys();
        let namespaces = keys.map(|key| role_manager::namespace(key));
        let put = Check::on_anything("iam:PutAccountProperties")
            .keys(role_manager::namespaces(namespaces));
        let enables = role_manager::is_enabled_by(&input.properties) == Ok(true);
        let create_role = enables.then(|| role_manager::create_role(cx.account()));
        Ok(Demand::new(put).and_maybe(create_role.transpose()?))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutAccountPropertiesRequest,
    ) -> Result<PutAccountPropertiesResponse, PutAccountPropertiesError> {
        let is_enabled = role_manager::is_enabled_by(&input.properties)?;
        if is_enabled {
            role_manager::ensure_role::<PutAccountPropertiesError>(cx, tx)?;
        }
        let mut account = super::account(cx, tx)?;
        account.settings.is_role_manager_enabled = is_enabled;
        tx.put(account);
        Ok(PutAccountPropertiesResponse {})
    }
}
