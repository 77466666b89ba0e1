//! PutUserPolicy: adds or replaces an inline policy of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>

use names::PolicyName;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx, quotas, users};
use shapes::iam::{PutUserPolicyError, PutUserPolicyRequest, PutUserPolicyResponse};

use crate::shared::{document, errors, resource};

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
        let user = users::by_name(tx, cx.account(), &input.user_name);
        let mut user = user
            .ok_or_else(|| errors::no_such_user(&input.user_name))?
            .as_ref()
            .clone();
        let name: PolicyName = input.policy_name.parse().map_err(errors::unparsable)?;
        let owner = ("user", input.user_name.as_str());
        let limit = quotas::USER_INLINE_SIZE;
        document::put::<PutUserPolicyError>(
            &mut user.inline_policies,
            name,
            &input.policy_document,
            limit,
            owner,
        )?;
        tx.put(user);
        Ok(PutUserPolicyResponse {})
    }
}
