//! UntagPolicy: removes tags of a customer managed policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UntagPolicyError, UntagPolicyRequest, UntagPolicyResponse};

use super::find;
use crate::shared::{resource, tags};

pub(crate) struct UntagPolicy;

impl Operation for UntagPolicy {
    type Input = UntagPolicyRequest;
    type Output = UntagPolicyResponse;
    type Error = UntagPolicyError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagPolicyRequest,
    ) -> Result<Demand, UntagPolicyError> {
        let check = resource::policy_of_request(tx, "iam:UntagPolicy", &input.policy_arn)?;
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagPolicyRequest,
    ) -> Result<UntagPolicyResponse, UntagPolicyError> {
        let mut policy = find::taggable::<UntagPolicyError>(cx, tx, &input.policy_arn)?;
        policy.tags = tags::removed(&policy.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(policy);
        Ok(UntagPolicyResponse {})
    }
}
