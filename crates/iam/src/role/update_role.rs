//! UpdateRole: changes the description and the longest session of a role; what is not sent stays.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateRoleError, UpdateRoleRequest, UpdateRoleResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct UpdateRole;

impl Operation for UpdateRole {
    type Input = UpdateRoleRequest;
    type Output = UpdateRoleResponse;
    type Error = UpdateRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateRoleRequest,
    ) -> Result<Demand, UpdateRoleError> {
        let check = resource::bounded_role(cx, tx, "iam:UpdateRole", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateRoleRequest,
    ) -> Result<UpdateRoleResponse, UpdateRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let mut role = Arc::unwrap_or_clone(role);
        if role.is_service_linked() && input.max_session_duration.is_some() {
            return Err(errors::protected_duration(role.name.as_str()).into());
        }
        if let Some(description) = input.description {
            // AWS was observed to clear the description where an empty one is sent.
            role.description = Some(description).filter(|text| !text.is_empty());
        }
        if let Some(seconds) = input.max_session_duration {
            role.max_session_duration = seconds;
        }
        tx.put(role);
        Ok(UpdateRoleResponse {})
    }
}
