//! ListSAMLProviderTags: the tags of a SAML provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListSAMLProviderTagsError, ListSAMLProviderTagsRequest, ListSAMLProviderTagsResponse,
};

use super::Providers;
use crate::shared::tags;

pub(crate) struct ListSamlProviderTags;

impl Operation for ListSamlProviderTags {
    type Input = ListSAMLProviderTagsRequest;
    type Output = ListSAMLProviderTagsResponse;
    type Error = ListSAMLProviderTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListSAMLProviderTagsRequest,
    ) -> Result<Demand, ListSAMLProviderTagsError> {
        let arn = &input.saml_provider_arn;
        let check = Providers::check(cx, tx, "iam:ListSAMLProviderTags", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListSAMLProviderTagsRequest,
    ) -> Result<ListSAMLProviderTagsResponse, ListSAMLProviderTagsError> {
        let provider =
            Providers::find::<ListSAMLProviderTagsError>(cx, tx, &input.saml_provider_arn)?;
        let question = format!("ListSAMLProviderTags/{}", provider.arn());
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &provider.tags)?;
        Ok(ListSAMLProviderTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
