//! DeleteGroupPolicy: removes an inline policy of a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteGroupPolicyError, DeleteGroupPolicyRequest, DeleteGroupPolicyResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct DeleteGroupPolicy;

impl Operation for DeleteGroupPolicy {
    type Input = DeleteGroupPolicyRequest;
    type Output = DeleteGroupPolicyResponse;
    type Error = DeleteGroupPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteGroupPolicyRequest,
    ) -> Result<Demand, DeleteGroupPolicyError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:DeleteGroupPolicy",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteGroupPolicyRequest,
    ) -> Result<DeleteGroupPolicyResponse, DeleteGroupPolicyError> {
        let mut group = look_up::group_to_change(cx, tx, &input.group_name)?;
        document::remove::<DeleteGroupPolicyError>(
            &mut group.inline_policies,
            &input.policy_name,
            "group",
        )?;
        tx.put(group);
        Ok(DeleteGroupPolicyResponse {})
    }
}
