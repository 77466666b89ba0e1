//! CreatePolicyVersion: adds a version to a managed policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::policies::PolicyVersion;
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{
    CreatePolicyVersionError, CreatePolicyVersionRequest, CreatePolicyVersionResponse,
};

use super::find;
use crate::shared::{document, errors, resource, view};

pub(crate) struct CreatePolicyVersion;

impl Operation for CreatePolicyVersion {
    type Input = CreatePolicyVersionRequest;
    type Output = CreatePolicyVersionResponse;
    type Error = CreatePolicyVersionError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &CreatePolicyVersionRequest,
    ) -> Result<Demand, CreatePolicyVersionError> {
        let check = resource::policy_of_request(tx, "iam:CreatePolicyVersion", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreatePolicyVersionRequest,
    ) -> Result<CreatePolicyVersionResponse, CreatePolicyVersionError> {
        let mut policy = find::own::<CreatePolicyVersionError>(
            cx,
            tx,
            &input.policy_arn,
            "Cannot create versions for policies outside your own account.",
        )?;
        let document = document::managed::<CreatePolicyVersionError>(&input.policy_document)?;
        if quotas::VERSIONS_PER_POLICY.is_reached(policy.versions.len()) {
            return Err(errors::too_many_versions().into());
        }
        let version = PolicyVersion {
            number: policy.next_version,
            document,
            created_at: cx.seconds(),
        };
        if input.set_as_default == Some(true) {
            policy.default_version = version.number;
        }
        policy.next_version += 1;
        policy.updated_at = cx.seconds();
        let shown = view::policy_version(&policy, &version);
        policy.versions.push(version);
        tx.put(policy);
        Ok(CreatePolicyVersionResponse {
            policy_version: Some(shown),
        })
    }
}
