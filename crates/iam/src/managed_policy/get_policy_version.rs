//! GetPolicyVersion: shows a version of a managed policy with its document.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use records::policies::AnyPolicy;
use shapes::iam::{
    GetPolicyVersionError, GetPolicyVersionRequest, GetPolicyVersionResponse, PolicyVersion,
};

use super::find;
use crate::shared::{attachment, errors, resource, view};

pub(crate) struct GetPolicyVersion;

impl Operation for GetPolicyVersion {
    type Input = GetPolicyVersionRequest;
    type Output = GetPolicyVersionResponse;
    type Error = GetPolicyVersionError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetPolicyVersionRequest,
    ) -> Result<Demand, GetPolicyVersionError> {
        let check = resource::policy_of_request(tx, "iam:GetPolicyVersion", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetPolicyVersionRequest,
    ) -> Result<GetPolicyVersionResponse, GetPolicyVersionError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let missing = || errors::no_such_version(&arn, &input.version_id);
        let (shown, text) = match &find::any(cx, tx, &arn)? {
            AnyPolicy::Customer(policy) => {
                let version = policy.version(&input.version_id).ok_or_else(missing)?;
                let shown = view::policy_version(policy, version);
                (shown, view::document(version.document.text()))
            }
            AnyPolicy::Aws(policy) if policy.default_version_id == input.version_id => {
                let shown = view::aws_policy_version(policy);
                (shown, view::document(&policy.document))
            }
            AnyPolicy::Aws(_) => return Err(missing().into()),
        };
        Ok(GetPolicyVersionResponse {
            policy_version: Some(PolicyVersion {
                document: Some(text),
                ..shown
            }),
        })
    }
}
