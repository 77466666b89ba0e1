//! TagRole: sets tags of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html>

use std::sync::Arc;

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagRoleError, TagRoleRequest, TagRoleResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct TagRole;

impl Operation for TagRole {
    type Input = TagRoleRequest;
    type Output = TagRoleResponse;
    type Error = TagRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagRoleRequest,
    ) -> Result<Demand, TagRoleError> {
        let check = resource::role(cx, tx, "iam:TagRole", &input.role_name);
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagRoleRequest,
    ) -> Result<TagRoleResponse, TagRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let mut role = Arc::unwrap_or_clone(role);
        role.tags = tags::set::<TagRoleError>(&role.tags, &input.tags, TagCase::Insensitive)?;
        tx.put(role);
        Ok(TagRoleResponse {})
    }
}
