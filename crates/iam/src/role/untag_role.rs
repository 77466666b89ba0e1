//! UntagRole: removes tags of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>

use std::sync::Arc;

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UntagRoleError, UntagRoleRequest, UntagRoleResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct UntagRole;

impl Operation for UntagRole {
    type Input = UntagRoleRequest;
    type Output = UntagRoleResponse;
    type Error = UntagRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagRoleRequest,
    ) -> Result<Demand, UntagRoleError> {
        let check = resource::role(cx, tx, "iam:UntagRole", &input.role_name);
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagRoleRequest,
    ) -> Result<UntagRoleResponse, UntagRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let mut role = Arc::unwrap_or_clone(role);
        role.tags = tags::removed(&role.tags, &input.tag_keys, TagCase::Insensitive);
        tx.put(role);
        Ok(UntagRoleResponse {})
    }
}
