//! PutRolePolicy: adds or replaces an inline policy of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>

use names::PolicyName;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{PutRolePolicyError, PutRolePolicyRequest, PutRolePolicyResponse};

use crate::shared::{document, errors, look_up, resource};

pub(crate) struct PutRolePolicy;

impl Operation for PutRolePolicy {
    type Input = PutRolePolicyRequest;
    type Output = PutRolePolicyResponse;
    type Error = PutRolePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &PutRolePolicyRequest,
    ) -> Result<Demand, PutRolePolicyError> {
        let check = resource::bounded_role(cx, tx, "iam:PutRolePolicy", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutRolePolicyRequest,
    ) -> Result<PutRolePolicyResponse, PutRolePolicyError> {
        let mut role = look_up::role_to_change::<PutRolePolicyError>(cx, tx, &input.role_name)?;
        let name: PolicyName = input.policy_name.parse().map_err(errors::unparsable)?;
        document::put::<PutRolePolicyError>(
            &mut role.inline_policies,
            name,
            &input.policy_document,
            quotas::ROLE_INLINE_SIZE,
            ("role", &input.role_name),
        )?;
        tx.put(role);
        Ok(PutRolePolicyResponse {})
    }
}
