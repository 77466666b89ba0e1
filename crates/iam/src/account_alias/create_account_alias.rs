//! CreateAccountAlias: gives the account an alias, in place of the one that it has.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html>

use std::sync::Arc;

use names::AccountId;
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::account_aliases::{self, AccountAlias};
use records::{ReadTx, WriteTx, accounts};
use shapes::iam::{
    CreateAccountAliasError, CreateAccountAliasRequest, CreateAccountAliasResponse,
    EntityAlreadyExists,
};
use wire::CommonError;

pub(crate) struct CreateAccountAlias;

impl Operation for CreateAccountAlias {
    type Input = CreateAccountAliasRequest;
    type Output = CreateAccountAliasResponse;
    type Error = CreateAccountAliasError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &CreateAccountAliasRequest,
    ) -> Result<Demand, CreateAccountAliasError> {
        Ok(Demand::new(Check::on_anything("iam:CreateAccountAlias")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateAccountAliasRequest,
    ) -> Result<CreateAccountAliasResponse, CreateAccountAliasError> {
        let name = input.account_alias;
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)?;
        // Where people sign in, either may be typed, so that an alias must not read as another's account id.
        if name.parse::<AccountId>().is_ok() {
            let told = "An account alias must not consist of twelve digits.";
            return Err(CommonError::validation(told).into());
        }
        if account_aliases::by_name(tx, &name).is_some() {
            let told = format!("The account alias {name} already exists.");
            return Err(EntityAlreadyExists::new(told).into());
        }
        let mut account = Arc::unwrap_or_clone(account);
        if let Some(replaced) = account.settings.alias.replace(name.clone()) {
            tx.delete(&account_aliases::key(&replaced));
        }
        tx.put(AccountAlias {
            name,
            account: account.id,
        });
        tx.put(account);
        Ok(CreateAccountAliasResponse {})
    }
}
