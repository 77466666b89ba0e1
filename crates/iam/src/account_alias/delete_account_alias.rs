//! DeleteAccountAlias: leaves the account without an alias.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html>

use std::sync::Arc;

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, account_aliases, accounts};
use shapes::iam::{
    DeleteAccountAliasError, DeleteAccountAliasRequest, DeleteAccountAliasResponse, NoSuchEntity,
};
use wire::CommonError;

pub(crate) struct DeleteAccountAlias;

impl Operation for DeleteAccountAlias {
    type Input = DeleteAccountAliasRequest;
    type Output = DeleteAccountAliasResponse;
    type Error = DeleteAccountAliasError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DeleteAccountAliasRequest,
    ) -> Result<Demand, DeleteAccountAliasError> {
        Ok(Demand::new(Check::on_anything("iam:DeleteAccountAlias")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteAccountAliasRequest,
    ) -> Result<DeleteAccountAliasResponse, DeleteAccountAliasError> {
        let name = input.account_alias;
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)?;
        // Another account's alias is none of the caller's business.
        if account.settings.alias.as_ref() != Some(&name) {
            let told = format!("The account alias with name {name} cannot be found.");
            return Err(NoSuchEntity::new(told).into());
        }
        let mut account = Arc::unwrap_or_clone(account);
        account.settings.alias = None;
        tx.delete(&account_aliases::key(&name));
        tx.put(account);
        Ok(DeleteAccountAliasResponse {})
    }
}
