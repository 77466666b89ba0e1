//! Operations on what an account asks of its users' passwords.

mod delete_account_password_policy;
mod get_account_password_policy;
mod update_account_password_policy;

pub(crate) use delete_account_password_policy::DeleteAccountPasswordPolicy;
pub(crate) use get_account_password_policy::GetAccountPasswordPolicy;
pub(crate) use update_account_password_policy::UpdateAccountPasswordPolicy;

use pipeline::{Context, Identity, Service};
use records::{Reads, accounts};

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<UpdateAccountPasswordPolicy>()
        .with::<GetAccountPasswordPolicy>()
        .with::<DeleteAccountPasswordPolicy>()
}

/// Whether the caller is a user whom the account's policy lets change its own password without further permission.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html>
pub(crate) fn allows_users_to_change(cx: &Context<'_>, tx: &mut impl Reads) -> bool {
    matches!(cx.caller.identity(), Identity::User(_))
        && accounts::get(tx, cx.account())
            .and_then(|account| account.settings.password_policy.clone())
            .is_some_and(|policy| policy.allows_users_to_change)
}
