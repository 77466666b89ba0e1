//! ListGroupPolicies: the names of the inline policies of a group.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListGroupPoliciesError, ListGroupPoliciesRequest, ListGroupPoliciesResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct ListGroupPolicies;

impl Operation for ListGroupPolicies {
    type Input = ListGroupPoliciesRequest;
    type Output = ListGroupPoliciesResponse;
    type Error = ListGroupPoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListGroupPoliciesRequest,
    ) -> Result<Demand, ListGroupPoliciesError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:ListGroupPolicies",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListGroupPoliciesRequest,
    ) -> Result<ListGroupPoliciesResponse, ListGroupPoliciesError> {
        let group = look_up::group(cx, tx, &input.group_name)?;
        let question = format!("ListGroupPolicies/{}", group.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let (policy_names, marker) =
            document::names_page(cx, &question, asked, &group.inline_policies)?;
        Ok(ListGroupPoliciesResponse {
            policy_names,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
