//! DeletePolicy: deletes a managed policy that nobody has.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{DeletePolicyError, DeletePolicyRequest, DeletePolicyResponse};

use super::find;
use crate::shared::attachment::{self, Usage};
use crate::shared::{errors, resource};

pub(crate) struct DeletePolicy;

impl Operation for DeletePolicy {
    type Input = DeletePolicyRequest;
    type Output = DeletePolicyResponse;
    type Error = DeletePolicyError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeletePolicyRequest,
    ) -> Result<Demand, DeletePolicyError> {
        let check = resource::policy_of_request(tx, "iam:DeletePolicy", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeletePolicyRequest,
    ) -> Result<DeletePolicyResponse, DeletePolicyError> {
        let policy = find::own::<DeletePolicyError>(
            cx,
            tx,
            &input.policy_arn,
            "Cannot delete policies outside your own account.",
        )?;
        // The policy has been read, and whoever attaches it touches it: no one can come to have it meanwhile.
        if attachment::usage(tx, cx.account(), &policy.arn()) != Usage::default() {
            return Err(errors::must_detach_policy().into());
        }
        if policy.versions.len() > 1 {
            return Err(errors::must_delete_versions().into());
        }
        tx.delete(&policy.key());
        Ok(DeletePolicyResponse {})
    }
}
