//! GetRole: shows one role with its trust policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetRoleError, GetRoleRequest, GetRoleResponse};

use crate::shared::{look_up, resource, view};

pub(crate) struct GetRole;

impl Operation for GetRole {
    type Input = GetRoleRequest;
    type Output = GetRoleResponse;
    type Error = GetRoleError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetRoleRequest,
    ) -> Result<Demand, GetRoleError> {
        let check = resource::bounded_role(cx, tx, "iam:GetRole", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetRoleRequest,
    ) -> Result<GetRoleResponse, GetRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let role = view::role(cx, &role, tx);
        Ok(GetRoleResponse { role })
    }
}
