//! PutGroupPolicy: adds or replaces an inline policy of a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{PutGroupPolicyError, PutGroupPolicyRequest, PutGroupPolicyResponse};

use crate::shared::{document, errors, look_up, resource};

pub(crate) struct PutGroupPolicy;

impl Operation for PutGroupPolicy {
    type Input = PutGroupPolicyRequest;
    type Output = PutGroupPolicyResponse;
    type Error = PutGroupPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &PutGroupPolicyRequest,
    ) -> Result<Demand, PutGroupPolicyError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:PutGroupPolicy",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutGroupPolicyRequest,
    ) -> Result<PutGroupPolicyResponse, PutGroupPolicyError> {
        let mut group = look_up::group_to_change(cx, tx, &input.group_name)?;
        let name = input.policy_name.parse().map_err(errors::unparsable)?;
        document::put::<PutGroupPolicyError>(
            &mut group.inline_policies,
            name,
            &input.policy_document,
            quotas::GROUP_INLINE_SIZE,
            ("group", &input.group_name),
        )?;
        tx.put(group);
        Ok(PutGroupPolicyResponse {})
    }
}
