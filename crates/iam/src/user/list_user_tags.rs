//! ListUserTags: the tags of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListUserTagsError, ListUserTagsRequest, ListUserTagsResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct ListUserTags;

impl Operation for ListUserTags {
    type Input = ListUserTagsRequest;
    type Output = ListUserTagsResponse;
    type Error = ListUserTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListUserTagsRequest,
    ) -> Result<Demand, ListUserTagsError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:ListUserTags",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListUserTagsRequest,
    ) -> Result<ListUserTagsResponse, ListUserTagsError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let question = format!("ListUserTags/{}", user.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &user.tags)?;
        Ok(ListUserTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
