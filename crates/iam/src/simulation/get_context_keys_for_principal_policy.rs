//! GetContextKeysForPrincipalPolicy: the condition keys that the policies of a user, group or role refer to, and those of
//! more policies given as texts.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyError,
    GetContextKeysForPrincipalPolicyRequest,
};

use super::get_context_keys_for_custom_policy::of_texts;
use super::principal::Named;
use super::source::Source;

pub(super) struct GetContextKeysForPrincipalPolicy;

impl Operation for GetContextKeysForPrincipalPolicy {
    type Input = GetContextKeysForPrincipalPolicyRequest;
    type Output = GetContextKeysForPolicyResponse;
    type Error = GetContextKeysForPrincipalPolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetContextKeysForPrincipalPolicyRequest,
    ) -> Result<Demand, GetContextKeysForPrincipalPolicyError> {
        let named = Named::parse(cx, &input.policy_source_arn)?;
        Ok(Demand::new(named.check(
            cx,
            tx,
            "iam:GetContextKeysForPrincipalPolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetContextKeysForPrincipalPolicyRequest,
    ) -> Result<GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyError> {
        let named = Named::parse(cx, &input.policy_source_arn)?;
        let principal = named.load::<GetContextKeysForPrincipalPolicyError>(cx, tx)?;
        let mut keys = of_texts(&input.policy_input_list)?;
        keys.extend(principal.sources().flat_map(Source::context_keys));
        Ok(GetContextKeysForPolicyResponse {
            context_key_names: Some(keys),
        })
    }
}
