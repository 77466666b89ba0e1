//! UpdateAccountPasswordPolicy: says anew, and whole, what the account asks of passwords.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>

use std::sync::Arc;

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::password_policy::PasswordPolicy;
use records::{ReadTx, WriteTx, accounts};
use shapes::iam::{
    UpdateAccountPasswordPolicyError, UpdateAccountPasswordPolicyRequest,
    UpdateAccountPasswordPolicyResponse,
};
use wire::CommonError;

pub(crate) struct UpdateAccountPasswordPolicy;

impl Operation for UpdateAccountPasswordPolicy {
    type Input = UpdateAccountPasswordPolicyRequest;
    type Output = UpdateAccountPasswordPolicyResponse;
    type Error = UpdateAccountPasswordPolicyError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &UpdateAccountPasswordPolicyRequest,
    ) -> Result<Demand, UpdateAccountPasswordPolicyError> {
        Ok(Demand::new(Check::on_anything(
            "iam:UpdateAccountPasswordPolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateAccountPasswordPolicyRequest,
    ) -> Result<UpdateAccountPasswordPolicyResponse, UpdateAccountPasswordPolicyError> {
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)?;
        let mut account = Arc::unwrap_or_clone(account);
        account.settings.password_policy = Some(policy(&input));
        tx.put(account);
        Ok(UpdateAccountPasswordPolicyResponse {})
    }
}

/// What is not sent is as in a new policy, whatever it was before.
fn policy(input: &UpdateAccountPasswordPolicyRequest) -> PasswordPolicy {
    let new = PasswordPolicy::default();
    PasswordPolicy {
        // The model bounds all numbers, so that they fit.
        minimum_length: fitting(input.minimum_password_length).unwrap_or(new.minimum_length),
        requires_symbols: input.require_symbols.unwrap_or(new.requires_symbols),
        requires_numbers: input.require_numbers.unwrap_or(new.requires_numbers),
        requires_uppercase: input
            .require_uppercase_characters
            .unwrap_or(new.requires_uppercase),
        requires_lowercase: input
            .require_lowercase_characters
            .unwrap_or(new.requires_lowercase),
        allows_users_to_change: input
            .allow_users_to_change_password
            .unwrap_or(new.allows_users_to_change),
        max_age_days: fitting(input.max_password_age),
        reuse_prevention: fitting(input.password_reuse_prevention),
        hard_expiry: input.hard_expiry,
    }
}

fn fitting<T: TryFrom<i32>>(number: Option<i32>) -> Option<T> {
    T::try_from(number?).ok()
}
