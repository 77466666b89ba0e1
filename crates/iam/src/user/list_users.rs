//! ListUsers: the users of the account under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, users};
use shapes::iam::{ListUsersError, ListUsersRequest, ListUsersResponse, User};
use wire::CommonError;

use crate::shared::{last_use, resource, view};

pub(crate) struct ListUsers;

impl Operation for ListUsers {
    type Input = ListUsersRequest;
    type Output = ListUsersResponse;
    type Error = ListUsersError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListUsersRequest,
    ) -> Result<Demand, ListUsersError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListUsers",
            "user",
            input.path_prefix.as_deref(),
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListUsersRequest,
    ) -> Result<ListUsersResponse, ListUsersError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let question = format!("ListUsers/{prefix}");
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let users = users::list(tx, cx.account(), page.after.as_deref());
        let matching = users.filter(|user| user.path.as_str().starts_with(prefix));
        let (users, marker) = page.take(cx, &question, matching, |user| user.name.folded());
        let users: Vec<_> = users.into_iter().cloned().collect();
        let shown = users.iter().map(|user| User {
            password_last_used: last_use::of_password(tx, user.account, Some(user.id)),
            ..view::listed_user(user)
        });
        Ok(ListUsersResponse {
            users: shown.collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
