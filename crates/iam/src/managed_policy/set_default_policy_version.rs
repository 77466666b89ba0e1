//! SetDefaultPolicyVersion: puts a version of a managed policy in force, for everyone who has the policy at once.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    SetDefaultPolicyVersionError, SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse,
};

use super::find;
use crate::shared::resource;

pub(crate) struct SetDefaultPolicyVersion;

impl Operation for SetDefaultPolicyVersion {
    type Input = SetDefaultPolicyVersionRequest;
    type Output = SetDefaultPolicyVersionResponse;
    type Error = SetDefaultPolicyVersionError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &SetDefaultPolicyVersionRequest,
    ) -> Result<Demand, SetDefaultPolicyVersionError> {
        let check =
            resource::policy_of_request(tx, "iam:SetDefaultPolicyVersion", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: SetDefaultPolicyVersionRequest,
    ) -> Result<SetDefaultPolicyVersionResponse, SetDefaultPolicyVersionError> {
        let mut policy = find::own::<SetDefaultPolicyVersionError>(
            cx,
            tx,
            &input.policy_arn,
            "Cannot update policies outside your own account.",
        )?;
        policy.default_version = find::version(&policy, &input.version_id)?;
        policy.updated_at = cx.seconds();
        tx.put(policy);
        Ok(SetDefaultPolicyVersionResponse {})
    }
}
