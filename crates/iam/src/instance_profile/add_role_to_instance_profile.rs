//! AddRoleToInstanceProfile: puts a role into a profile, which holds one at most.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx, quotas};
use shapes::iam::{
    AddRoleToInstanceProfileError, AddRoleToInstanceProfileRequest,
    AddRoleToInstanceProfileResponse,
};

use super::look_up;
use crate::shared::{errors, look_up as common, resource};

pub(crate) struct AddRoleToInstanceProfile;

impl Operation for AddRoleToInstanceProfile {
    type Input = AddRoleToInstanceProfileRequest;
    type Output = AddRoleToInstanceProfileResponse;
    type Error = AddRoleToInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AddRoleToInstanceProfileRequest,
    ) -> Result<Demand, AddRoleToInstanceProfileError> {
        let name = &input.instance_profile_name;
        let add = look_up::check(cx, tx, "iam:AddRoleToInstanceProfile", name);
        let pass = resource::pass_role(cx, tx, &input.role_name, SERVICE);
        Ok(Demand::new(add).and(pass))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AddRoleToInstanceProfileRequest,
    ) -> Result<AddRoleToInstanceProfileResponse, AddRoleToInstanceProfileError> {
        let mut profile = look_up::profile_to_change(cx, tx, &input.instance_profile_name)?;
        let role =
            common::role_to_change::<AddRoleToInstanceProfileError>(cx, tx, &input.role_name)?;
        // AWS was observed to answer the same for the role that is in the profile already.
        if quotas::ROLES_PER_INSTANCE_PROFILE.is_reached(profile.role.iter().len()) {
            return Err(errors::quota_exceeded(quotas::ROLES_PER_INSTANCE_PROFILE).into());
        }
        profile.role = Some(role.id);
        tx.put(profile);
        // Whoever deletes the role at the same time, believing it in no profile, shall think again.
        tx.touch(&role.key());
        Ok(AddRoleToInstanceProfileResponse {})
    }
}

/// Who gets the role of a profile.
const SERVICE: &str = "ec2.amazonaws.com";
