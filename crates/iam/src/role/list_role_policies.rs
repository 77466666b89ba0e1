//! ListRolePolicies: the names of the inline policies of a role, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListRolePoliciesError, ListRolePoliciesRequest, ListRolePoliciesResponse};

use crate::shared::{document, look_up, resource};

pub(crate) struct ListRolePolicies;

impl Operation for ListRolePolicies {
    type Input = ListRolePoliciesRequest;
    type Output = ListRolePoliciesResponse;
    type Error = ListRolePoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListRolePoliciesRequest,
    ) -> Result<Demand, ListRolePoliciesError> {
        let check = resource::role(cx, tx, "iam:ListRolePolicies", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListRolePoliciesRequest,
    ) -> Result<ListRolePoliciesResponse, ListRolePoliciesError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let question = format!("ListRolePolicies/{}", role.name.folded());
        let asked = (input.marker.as_deref(), input.max_items);
        let (policy_names, marker) =
            document::names_page(cx, &question, asked, &role.inline_policies)?;
        Ok(ListRolePoliciesResponse {
            policy_names,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
