//! DeletePolicyVersion: deletes a version of a managed policy that is not in force.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeletePolicyVersionError, DeletePolicyVersionRequest, DeletePolicyVersionResponse,
};

use super::find;
use crate::shared::{errors, resource};

pub(crate) struct DeletePolicyVersion;

impl Operation for DeletePolicyVersion {
    type Input = DeletePolicyVersionRequest;
    type Output = DeletePolicyVersionResponse;
    type Error = DeletePolicyVersionError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeletePolicyVersionRequest,
    ) -> Result<Demand, DeletePolicyVersionError> {
        let check = resource::policy_of_request(tx, "iam:DeletePolicyVersion", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeletePolicyVersionRequest,
    ) -> Result<DeletePolicyVersionResponse, DeletePolicyVersionError> {
        let mut policy = find::own::<DeletePolicyVersionError>(
            cx,
            tx,
            &input.policy_arn,
            "Cannot delete policy versions for policies outside your own account.",
        )?;
        let version = find::version(&policy, &input.version_id)?;
        if version == policy.default_version {
            return Err(errors::default_version_stays().into());
        }
        policy.versions.retain(|kept| kept.number != version);
        tx.put(policy);
        Ok(DeletePolicyVersionResponse {})
    }
}
