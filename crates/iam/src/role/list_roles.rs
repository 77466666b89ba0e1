//! ListRoles: the roles of the account under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, roles};
use shapes::iam::{ListRolesError, ListRolesRequest, ListRolesResponse};
use wire::CommonError;

use crate::shared::{resource, view};

pub(crate) struct ListRoles;

impl Operation for ListRoles {
    type Input = ListRolesRequest;
    type Output = ListRolesResponse;
    type Error = ListRolesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListRolesRequest,
    ) -> Result<Demand, ListRolesError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListRoles",
            "role",
            input.path_prefix.as_deref(),
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListRolesRequest,
    ) -> Result<ListRolesResponse, ListRolesError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let question = format!("ListRoles/{prefix}");
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let roles = roles::list(tx, cx.account(), page.after.as_deref());
        let matching = roles.filter(|role| role.path.as_str().starts_with(prefix));
        let (roles, marker) =
            page.take(cx, &question, matching.cloned(), |role| role.name.folded());
        Ok(ListRolesResponse {
            roles: roles
                .iter()
                .map(|role| view::listed_role(role, tx))
                .collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
