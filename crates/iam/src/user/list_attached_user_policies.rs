//! ListAttachedUserPolicies: the managed policies attached to a user, those under a path prefix.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListAttachedUserPoliciesError, ListAttachedUserPoliciesRequest,
    ListAttachedUserPoliciesResponse,
};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct ListAttachedUserPolicies;

impl Operation for ListAttachedUserPolicies {
    type Input = ListAttachedUserPoliciesRequest;
    type Output = ListAttachedUserPoliciesResponse;
    type Error = ListAttachedUserPoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListAttachedUserPoliciesRequest,
    ) -> Result<Demand, ListAttachedUserPoliciesError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:ListAttachedUserPolicies",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListAttachedUserPoliciesRequest,
    ) -> Result<ListAttachedUserPoliciesResponse, ListAttachedUserPoliciesError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let question = format!("ListAttachedUserPolicies/{}", user.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let prefix = input.path_prefix.as_deref();
        let (policies, marker) =
            attachment::page(cx, &question, asked, &user.attached_policies, prefix)?;
        Ok(ListAttachedUserPoliciesResponse {
            attached_policies: Some(policies),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
