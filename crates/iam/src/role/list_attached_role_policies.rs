//! ListAttachedRolePolicies: the managed policies of a role under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListAttachedRolePoliciesError, ListAttachedRolePoliciesRequest,
    ListAttachedRolePoliciesResponse,
};

use crate::shared::{attachment, look_up, resource};

pub(crate) struct ListAttachedRolePolicies;

impl Operation for ListAttachedRolePolicies {
    type Input = ListAttachedRolePoliciesRequest;
    type Output = ListAttachedRolePoliciesResponse;
    type Error = ListAttachedRolePoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListAttachedRolePoliciesRequest,
    ) -> Result<Demand, ListAttachedRolePoliciesError> {
        let check = resource::role(cx, tx, "iam:ListAttachedRolePolicies", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListAttachedRolePoliciesRequest,
    ) -> Result<ListAttachedRolePoliciesResponse, ListAttachedRolePoliciesError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let question = format!("ListAttachedRolePolicies/{}", role.name.folded());
        let asked = (input.marker.as_deref(), input.max_items);
        let prefix = input.path_prefix.as_deref();
        let (policies, marker) =
            attachment::page(cx, &question, asked, &role.attached_policies, prefix)?;
        Ok(ListAttachedRolePoliciesResponse {
            attached_policies: Some(policies),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
