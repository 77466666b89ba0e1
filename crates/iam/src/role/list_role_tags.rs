//! ListRoleTags: the tags of a role, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{ListRoleTagsError, ListRoleTagsRequest, ListRoleTagsResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct ListRoleTags;

impl Operation for ListRoleTags {
    type Input = ListRoleTagsRequest;
    type Output = ListRoleTagsResponse;
    type Error = ListRoleTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListRoleTagsRequest,
    ) -> Result<Demand, ListRoleTagsError> {
        let check = resource::role(cx, tx, "iam:ListRoleTags", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListRoleTagsRequest,
    ) -> Result<ListRoleTagsResponse, ListRoleTagsError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let question = format!("ListRoleTags/{}", role.name.folded());
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &role.tags)?;
        Ok(ListRoleTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
