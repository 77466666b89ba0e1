//! Operations on the alias of an account.

mod create_account_alias;
mod delete_account_alias;
mod list_account_aliases;

pub(crate) use create_account_alias::CreateAccountAlias;
pub(crate) use delete_account_alias::DeleteAccountAlias;
pub(crate) use list_account_aliases::ListAccountAliases;

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateAccountAlias>()
        .with::<ListAccountAliases>()
        .with::<DeleteAccountAlias>()
}
