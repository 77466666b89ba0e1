//! ListGroups: the groups of the account under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, groups};
use shapes::iam::{ListGroupsError, ListGroupsRequest, ListGroupsResponse};
use wire::CommonError;

use crate::shared::{resource, view};

pub(crate) struct ListGroups;

impl Operation for ListGroups {
    type Input = ListGroupsRequest;
    type Output = ListGroupsResponse;
    type Error = ListGroupsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListGroupsRequest,
    ) -> Result<Demand, ListGroupsError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListGroups",
            "group",
            input.path_prefix.as_deref(),
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListGroupsRequest,
    ) -> Result<ListGroupsResponse, ListGroupsError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let question = format!("ListGroups/{prefix}");
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let groups = groups::list(tx, cx.account(), page.after.as_deref());
        let matching = groups.filter(|group| group.path.as_str().starts_with(prefix));
        let (groups, marker) = page.take(cx, &question, matching, |group| group.name.folded());
        Ok(ListGroupsResponse {
            groups: groups.iter().map(|group| view::group(group)).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
