//! GetHumanReadableSummary: what a product provider asks for, in words.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetHumanReadableSummary.html>

use names::Arn;
use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetHumanReadableSummaryError, GetHumanReadableSummaryRequest, GetHumanReadableSummaryResponse,
    InvalidInput, SummaryStateType,
};

use super::{errors, request, summary};

pub(super) struct GetHumanReadableSummary;

impl Operation for GetHumanReadableSummary {
    type Input = GetHumanReadableSummaryRequest;
    type Output = GetHumanReadableSummaryResponse;
    type Error = GetHumanReadableSummaryError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetHumanReadableSummaryRequest,
    ) -> Result<Demand, GetHumanReadableSummaryError> {
        let id = id(&input.entity_arn)?;
        let action = "iam:GetHumanReadableSummary";
        Ok(Demand::new(request::check(cx, tx, action, &id)))
    }

    /// AWS has a language model write this. Here it is the same sentences for the same request, in English.
    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetHumanReadableSummaryRequest,
    ) -> Result<GetHumanReadableSummaryResponse, GetHumanReadableSummaryError> {
        let request = request::get(cx, tx, &id(&input.entity_arn)?)?;
        let locale = input.locale.unwrap_or_else(|| "en".to_owned());
        let language = locale.split(['-', '_']).next();
        let is_english = language.is_some_and(|language| language.eq_ignore_ascii_case("en"));
        Ok(GetHumanReadableSummaryResponse {
            summary_content: is_english.then(|| summary::of(&request)),
            locale: Some(locale),
            summary_state: Some(if is_english {
                SummaryStateType::Available
            } else {
                SummaryStateType::NotSupported
            }),
        })
    }
}

/// The id of the request that the ARN names.
fn id(text: &str) -> Result<String, InvalidInput> {
    let invalid = || errors::not_a_delegation_request(text);
    let arn: Arn = text.parse().map_err(|_| invalid())?;
    let is_of_iam = (arn.partition(), arn.service()) == (names::PARTITION, "iam");
    let id = arn
        .resource_of_kind("delegation-request")
        .filter(|_| is_of_iam);
    let is_id = |id: &&str| {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !id.is_empty() && id.bytes().all(is_word)
    };
    id.filter(is_id).map(str::to_owned).ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_of_delegation_requests_are_taken() {
        for (arn, expected) in [
            (
                "arn:aws:iam::123456789012:delegation-request/a-1",
                Some("a-1"),
            ),
            ("arn:aws:iam::123456789012:delegation-request/", None),
            ("arn:aws:iam::123456789012:delegation-request/a/b", None),
            ("arn:aws:iam::123456789012:delegation-request/*", None),
            ("arn:aws:iam::123456789012:role/a-1", None),
            ("arn:aws:sns::123456789012:delegation-request/a", None),
            ("a-1", None),
        ] {
            assert_eq!(id(arn).ok().as_deref(), expected, "{arn}");
        }
    }
}
