//! RemoveRoleFromInstanceProfile: takes the role out of a profile.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    RemoveRoleFromInstanceProfileError, RemoveRoleFromInstanceProfileRequest,
    RemoveRoleFromInstanceProfileResponse,
};

use super::{errors, look_up};
use crate::shared::look_up as common;

pub(crate) struct RemoveRoleFromInstanceProfile;

impl Operation for RemoveRoleFromInstanceProfile {
    type Input = RemoveRoleFromInstanceProfileRequest;
    type Output = RemoveRoleFromInstanceProfileResponse;
    type Error = RemoveRoleFromInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &RemoveRoleFromInstanceProfileRequest,
    ) -> Result<Demand, RemoveRoleFromInstanceProfileError> {
        let name = &input.instance_profile_name;
        Ok(Demand::new(look_up::check(
            cx,
            tx,
            "iam:RemoveRoleFromInstanceProfile",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: RemoveRoleFromInstanceProfileRequest,
    ) -> Result<RemoveRoleFromInstanceProfileResponse, RemoveRoleFromInstanceProfileError> {
        let mut profile = look_up::profile_to_change(cx, tx, &input.instance_profile_name)?;
        let role = common::role(cx, tx, &input.role_name)?;
        if profile.role != Some(role.id) {
            let (role, profile) = (role.name.as_str(), profile.name.as_str());
            return Err(errors::no_such_role_in_profile(role, profile).into());
        }
        profile.role = None;
        tx.put(profile);
        Ok(RemoveRoleFromInstanceProfileResponse {})
    }
}
