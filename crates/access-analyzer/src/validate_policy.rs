//! ValidatePolicy: checks a policy document and says what is wrong with it, and where.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>

use lint::{PolicyType, ResourceType};
use pipeline::{Allowed, BadMarker, Check, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use shapes::access_analyzer::{
    ValidatePolicyError, ValidatePolicyRequest, ValidatePolicyResponse, Validation,
    ValidationExceptionReason,
};
use wire::CommonError;

use crate::finding::finding;

pub(crate) struct ValidatePolicy;

impl Operation for ValidatePolicy {
    type Input = ValidatePolicyRequest;
    type Output = ValidatePolicyResponse;
    type Error = ValidatePolicyError;
    type Access = ReadOnly;

    /// The action has no resource types, but AWS was observed to decide it on, and to print, everything of the service in
    /// the account and region, as `arn:aws:access-analyzer:us-east-1:123456789012:*`.
    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: &ValidatePolicyRequest,
    ) -> Result<Demand, ValidatePolicyError> {
        let everything = format!("arn:aws:access-analyzer:{}:{}:*", cx.region(), cx.account());
        let check = Check::on_text("access-analyzer:ValidatePolicy", everything);
        Ok(Demand::new(check))
    }

    /// Broken JSON is a finding, not an error. The texts of findings are English in every locale: `findingDetails` is the
    /// one member that a locale turns into another language, and AWS publishes its texts in English.
    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: ValidatePolicyRequest,
    ) -> Result<ValidatePolicyResponse, ValidatePolicyError> {
        let (policy_type, resource_type) = scope(&input)?;
        let question = question(&input);
        let page = page(cx, &question, &input)?;
        let found = lint::lint(&input.policy_document, policy_type, resource_type);
        // The token of a page is the number of its last finding: the same document has the same findings.
        let begin = page
            .after
            .as_deref()
            .and_then(|last| last.parse::<usize>().ok())
            .map_or(0, |last| last.saturating_add(1));
        let rest = found.into_iter().enumerate().skip(begin);
        let (found, next_token) = page.take(cx, &question, rest, |(number, _)| number.to_string());
        Ok(ValidatePolicyResponse {
            findings: found.into_iter().map(|(_, found)| finding(found)).collect(),
            next_token,
        })
    }
}

/// What the document is checked as. A type of resource goes with a resource policy alone.
fn scope(
    input: &ValidatePolicyRequest,
) -> Result<(PolicyType, Option<ResourceType>), ValidatePolicyError> {
    let policy_type = PolicyType::parse(input.policy_type.as_str());
    let policy_type = policy_type.ok_or_else(|| invalid(INVALID_INPUT))?;
    let resource_type = match input.validate_policy_resource_type {
        None => None,
        Some(_) if policy_type != PolicyType::Resource => return Err(invalid(INVALID_INPUT)),
        Some(named) => {
            let known = ResourceType::parse(named.as_str());
            Some(known.ok_or_else(|| invalid(INVALID_INPUT))?)
        }
    };
    Ok((policy_type, resource_type))
}

/// What a page belongs to: another document, or the same as another policy, has other findings.
fn question(input: &ValidatePolicyRequest) -> String {
    let resource_type = input.validate_policy_resource_type;
    format!(
        "ValidatePolicy/{}/{}/{}",
        input.policy_type.as_str(),
        resource_type.map_or("", |named| named.as_str()),
        input.policy_document
    )
}

fn page(
    cx: &Context<'_>,
    question: &str,
    input: &ValidatePolicyRequest,
) -> Result<Page, ValidatePolicyError> {
    // The model bounds it nowhere, but there is no page of nothing.
    if let Some(too_few) = input.max_results.filter(|most| *most < 1) {
        let text = format!(
            "1 validation error detected: Value '{too_few}' at 'maxResults' failed to satisfy constraint: Member must \
             have value greater than or equal to 1"
        );
        return Err(CommonError::validation(text).into());
    }
    Page::of(cx, question, input.next_token.as_deref(), input.max_results)
        .map_err(|BadMarker| invalid(INVALID_TOKEN))
}

fn invalid(message: &str) -> ValidatePolicyError {
    Validation {
        message: message.to_owned(),
        reason: ValidationExceptionReason::FieldValidationFailed,
        field_list: None,
    }
    .into()
}

/// AWS was observed to say no more than this of a bucket policy that is called an identity policy.
const INVALID_INPUT: &str = "InvalidInput";

const INVALID_TOKEN: &str = "Invalid nextToken";
