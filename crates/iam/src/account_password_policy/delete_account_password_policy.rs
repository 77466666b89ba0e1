//! DeleteAccountPasswordPolicy: goes back to what AWS asks of passwords everywhere.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html>

use std::sync::Arc;

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, accounts};
use shapes::iam::{
    DeleteAccountPasswordPolicyError, DeleteAccountPasswordPolicyRequest,
    DeleteAccountPasswordPolicyResponse, NoSuchEntity,
};
use wire::CommonError;

pub(crate) struct DeleteAccountPasswordPolicy;

impl Operation for DeleteAccountPasswordPolicy {
    type Input = DeleteAccountPasswordPolicyRequest;
    type Output = DeleteAccountPasswordPolicyResponse;
    type Error = DeleteAccountPasswordPolicyError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DeleteAccountPasswordPolicyRequest,
    ) -> Result<Demand, DeleteAccountPasswordPolicyError> {
        Ok(Demand::new(Check::on_anything(
            "iam:DeleteAccountPasswordPolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        _: DeleteAccountPasswordPolicyRequest,
    ) -> Result<DeleteAccountPasswordPolicyResponse, DeleteAccountPasswordPolicyError> {
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)?;
        if account.settings.password_policy.is_none() {
            // AWS was observed to use other words here than where the policy is asked for.
            let told = "The account policy with name PasswordPolicy cannot be found.";
            return Err(NoSuchEntity::new(told).into());
        }
        let mut account = Arc::unwrap_or_clone(account);
        account.settings.password_policy = None;
        tx.put(account);
        Ok(DeleteAccountPasswordPolicyResponse {})
    }
}
