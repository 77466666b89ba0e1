//! ListUserPolicies: the names of the inline policies of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListUserPoliciesError, ListUserPoliciesRequest, ListUserPoliciesResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct ListUserPolicies;

impl Operation for ListUserPolicies {
    type Input = ListUserPoliciesRequest;
    type Output = ListUserPoliciesResponse;
    type Error = ListUserPoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListUserPoliciesRequest,
    ) -> Result<Demand, ListUserPoliciesError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:ListUserPolicies",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListUserPoliciesRequest,
    ) -> Result<ListUserPoliciesResponse, ListUserPoliciesError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let question = format!("ListUserPolicies/{}", user.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let (policy_names, marker) =
            document::names_page(cx, &question, asked, &user.inline_policies)?;
        Ok(ListUserPoliciesResponse {
            policy_names,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
