//! UpdateRoleDescription: changes the description of a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateRoleDescriptionError, UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse,
};

use crate::shared::{look_up, resource, trust, view};

pub(crate) struct UpdateRoleDescription;

impl Operation for UpdateRoleDescription {
    type Input = UpdateRoleDescriptionRequest;
    type Output = UpdateRoleDescriptionResponse;
    type Error = UpdateRoleDescriptionError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateRoleDescriptionRequest,
    ) -> Result<Demand, UpdateRoleDescriptionError> {
        let check = resource::bounded_role(cx, tx, "iam:UpdateRoleDescription", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateRoleDescriptionRequest,
    ) -> Result<UpdateRoleDescriptionResponse, UpdateRoleDescriptionError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let mut role = Arc::unwrap_or_clone(role);
        role.description = Some(input.description).filter(|text| !text.is_empty());
        let shown = shapes::iam::Role {
            description: role.description.clone(),
            ..view::created_role(&role, &trust::shown(tx, &role.trust_policy))
        };
        tx.put(role);
        Ok(UpdateRoleDescriptionResponse { role: Some(shown) })
    }
}
