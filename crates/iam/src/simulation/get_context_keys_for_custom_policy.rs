//! GetContextKeysForCustomPolicy: the condition keys that policies given as texts refer to.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetContextKeysForCustomPolicyError, GetContextKeysForCustomPolicyRequest,
    GetContextKeysForPolicyResponse, InvalidInput,
};

use super::errors;

pub(super) struct GetContextKeysForCustomPolicy;

impl Operation for GetContextKeysForCustomPolicy {
    type Input = GetContextKeysForCustomPolicyRequest;
    type Output = GetContextKeysForPolicyResponse;
    type Error = GetContextKeysForCustomPolicyError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetContextKeysForCustomPolicyRequest,
    ) -> Result<Demand, GetContextKeysForCustomPolicyError> {
        Ok(Demand::new(Check::on_anything(
            "iam:GetContextKeysForCustomPolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        input: GetContextKeysForCustomPolicyRequest,
    ) -> Result<GetContextKeysForPolicyResponse, GetContextKeysForCustomPolicyError> {
        Ok(GetContextKeysForPolicyResponse {
            context_key_names: Some(of_texts(&input.policy_input_list)?),
        })
    }
}

/// The keys of each text: once in one text, again in the next, as AWS was observed to answer.
pub(super) fn of_texts(texts: &[String]) -> Result<Vec<String>, InvalidInput> {
    let mut keys = Vec::new();
    for (number, text) in (1..).zip(texts) {
        let of_text = policy::context_keys(text).map_err(|_| errors::invalid_policy(number))?;
        keys.extend(of_text);
    }
    Ok(keys)
}
