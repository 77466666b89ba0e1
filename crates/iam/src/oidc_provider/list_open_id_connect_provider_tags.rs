//! ListOpenIDConnectProviderTags: the tags of an OpenID Connect provider.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListOpenIDConnectProviderTagsError, ListOpenIDConnectProviderTagsRequest,
    ListOpenIDConnectProviderTagsResponse,
};

use super::Providers;
use crate::shared::tags;

pub(crate) struct ListOpenIdConnectProviderTags;

impl Operation for ListOpenIdConnectProviderTags {
    type Input = ListOpenIDConnectProviderTagsRequest;
    type Output = ListOpenIDConnectProviderTagsResponse;
    type Error = ListOpenIDConnectProviderTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListOpenIDConnectProviderTagsRequest,
    ) -> Result<Demand, ListOpenIDConnectProviderTagsError> {
        let arn = &input.open_id_connect_provider_arn;
        let check = Providers::check(cx, tx, "iam:ListOpenIDConnectProviderTags", arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListOpenIDConnectProviderTagsRequest,
    ) -> Result<ListOpenIDConnectProviderTagsResponse, ListOpenIDConnectProviderTagsError> {
        let provider = Providers::find::<ListOpenIDConnectProviderTagsError>(
            cx,
            tx,
            &input.open_id_connect_provider_arn,
        )?;
        let question = format!("ListOpenIDConnectProviderTags/{}", provider.arn());
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &provider.tags)?;
        Ok(ListOpenIDConnectProviderTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
