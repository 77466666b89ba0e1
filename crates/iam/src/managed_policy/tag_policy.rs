//! TagPolicy: sets tags of a customer managed policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagPolicyError, TagPolicyRequest, TagPolicyResponse};

use super::find;
use crate::shared::{resource, tags};

pub(crate) struct TagPolicy;

impl Operation for TagPolicy {
    type Input = TagPolicyRequest;
    type Output = TagPolicyResponse;
    type Error = TagPolicyError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagPolicyRequest,
    ) -> Result<Demand, TagPolicyError> {
        let check = resource::policy_of_request(tx, "iam:TagPolicy", &input.policy_arn)?;
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagPolicyRequest,
    ) -> Result<TagPolicyResponse, TagPolicyError> {
        let mut policy = find::taggable::<TagPolicyError>(cx, tx, &input.policy_arn)?;
        policy.tags = tags::set::<TagPolicyError>(&policy.tags, &input.tags, TagCase::Sensitive)?;
        tx.put(policy);
        Ok(TagPolicyResponse {})
    }
}
