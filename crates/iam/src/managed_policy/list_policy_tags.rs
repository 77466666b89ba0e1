//! ListPolicyTags: the tags of a managed policy, page by page; those of AWS have none.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListPolicyTagsError, ListPolicyTagsRequest, ListPolicyTagsResponse};

use super::find;
use crate::shared::{attachment, resource, tags};

pub(crate) struct ListPolicyTags;

impl Operation for ListPolicyTags {
    type Input = ListPolicyTagsRequest;
    type Output = ListPolicyTagsResponse;
    type Error = ListPolicyTagsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListPolicyTagsRequest,
    ) -> Result<Demand, ListPolicyTagsError> {
        let check = resource::policy_of_request(tx, "iam:ListPolicyTags", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListPolicyTagsRequest,
    ) -> Result<ListPolicyTagsResponse, ListPolicyTagsError> {
        let arn = attachment::arn(&input.policy_arn)?;
        find::any(cx, tx, &arn)?;
        let present = attachment::tags(tx, &arn).unwrap_or_default();
        let question = format!("ListPolicyTags/{arn}");
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &present)?;
        Ok(ListPolicyTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
