//! PutUserPolicy: adds or replaces an inline policy of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas};
use shapes::iam::{PutUserPolicyError, PutUserPolicyRequest, PutUserPolicyResponse};

use crate::shared::{document, errors, look_up, resource};

pub(crate) struct PutUserPolicy;

impl Operation for PutUserPolicy {
    type Input = PutUserPolicyRequest;
    type Output = PutUserPolicyResponse;
    type Error = PutUserPolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &PutUserPolicyRequest,
    ) -> Result<Demand, PutUserPolicyError> {
        let boundary = resource::boundary_of_user(cx, tx, &input.user_name);
        let check = resource::user(cx, tx, "iam:PutUserPolicy", &input.user_name);
        Ok(Demand::new(
            check.key_maybe(resource::PERMISSIONS_BOUNDARY, boundary),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: PutUserPolicyRequest,
    ) -> Result<PutUserPolicyResponse, PutUserPolicyError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let name = input.policy_name.parse().map_err(errors::unparsable)?;
        document::put::<PutUserPolicyError>(
            &mut user.inline_policies,
            name,
            &input.policy_document,
            quotas::USER_INLINE_SIZE,
            ("user", &input.user_name),
        )?;
        tx.put(user);
        Ok(PutUserPolicyResponse {})
    }
}
