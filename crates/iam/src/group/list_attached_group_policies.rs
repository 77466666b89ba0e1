//! ListAttachedGroupPolicies: the managed policies attached to a group, those under a path prefix.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListAttachedGroupPoliciesError, ListAttachedGroupPoliciesRequest,
    ListAttachedGroupPoliciesResponse,
};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct ListAttachedGroupPolicies;

impl Operation for ListAttachedGroupPolicies {
    type Input = ListAttachedGroupPoliciesRequest;
    type Output = ListAttachedGroupPoliciesResponse;
    type Error = ListAttachedGroupPoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListAttachedGroupPoliciesRequest,
    ) -> Result<Demand, ListAttachedGroupPoliciesError> {
        Ok(Demand::new(resource::group(
            cx,
            tx,
            "iam:ListAttachedGroupPolicies",
            &input.group_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListAttachedGroupPoliciesRequest,
    ) -> Result<ListAttachedGroupPoliciesResponse, ListAttachedGroupPoliciesError> {
        let group = look_up::group(cx, tx, &input.group_name)?;
        let question = format!("ListAttachedGroupPolicies/{}", group.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let prefix = input.path_prefix.as_deref();
        let (policies, marker) =
            attachment::page(cx, &question, asked, &group.attached_policies, prefix)?;
        Ok(ListAttachedGroupPoliciesResponse {
            attached_policies: Some(policies),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
