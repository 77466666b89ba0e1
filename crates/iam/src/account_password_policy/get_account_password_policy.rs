//! GetAccountPasswordPolicy: what the account chose to ask of passwords.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, accounts};
use shapes::iam::{
    GetAccountPasswordPolicyError, GetAccountPasswordPolicyRequest,
    GetAccountPasswordPolicyResponse, NoSuchEntity, PasswordPolicy,
};

use super::allows_users_to_change;

pub(crate) struct GetAccountPasswordPolicy;

impl Operation for GetAccountPasswordPolicy {
    type Input = GetAccountPasswordPolicyRequest;
    type Output = GetAccountPasswordPolicyResponse;
    type Error = GetAccountPasswordPolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: &GetAccountPasswordPolicyRequest,
    ) -> Result<Demand, GetAccountPasswordPolicyError> {
        let check = Check::on_anything("iam:GetAccountPasswordPolicy");
        // Who may change his password may also know what it must be.
        Ok(Demand::new(
            check.granted_if(allows_users_to_change(cx, tx)),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: GetAccountPasswordPolicyRequest,
    ) -> Result<GetAccountPasswordPolicyResponse, GetAccountPasswordPolicyError> {
        let account = accounts::get(tx, cx.account());
        let policy = account.and_then(|account| account.settings.password_policy.clone());
        let policy = policy.ok_or_else(|| {
            NoSuchEntity::new(format!(
                "The Password Policy with domain name {} cannot be found.",
                cx.account()
            ))
        })?;
        Ok(GetAccountPasswordPolicyResponse {
            password_policy: shown(&policy),
        })
    }
}

/// AWS was observed to leave out the numbers that were not chosen, and the hard expiry.
fn shown(policy: &records::password_policy::PasswordPolicy) -> PasswordPolicy {
    PasswordPolicy {
        minimum_password_length: Some(policy.minimum_length.into()),
        require_symbols: Some(policy.requires_symbols),
        require_numbers: Some(policy.requires_numbers),
        require_uppercase_characters: Some(policy.requires_uppercase),
        require_lowercase_characters: Some(policy.requires_lowercase),
        allow_users_to_change_password: Some(policy.allows_users_to_change),
        expire_passwords: Some(policy.max_age_days.is_some()),
        max_password_age: policy.max_age_days.map(i32::from),
        password_reuse_prevention: policy.reuse_prevention.map(i32::from),
        hard_expiry: policy.hard_expiry,
    }
}
