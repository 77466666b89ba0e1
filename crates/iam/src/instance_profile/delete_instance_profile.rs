//! DeleteInstanceProfile: deletes a profile without a role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{
    DeleteInstanceProfileError, DeleteInstanceProfileRequest, DeleteInstanceProfileResponse,
};

use super::look_up;
use crate::shared::errors;

pub(crate) struct DeleteInstanceProfile;

impl Operation for DeleteInstanceProfile {
    type Input = DeleteInstanceProfileRequest;
    type Output = DeleteInstanceProfileResponse;
    type Error = DeleteInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteInstanceProfileRequest,
    ) -> Result<Demand, DeleteInstanceProfileError> {
        let name = &input.instance_profile_name;
        Ok(Demand::new(look_up::check(
            cx,
            tx,
            "iam:DeleteInstanceProfile",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteInstanceProfileRequest,
    ) -> Result<DeleteInstanceProfileResponse, DeleteInstanceProfileError> {
        let profile = look_up::profile(cx, tx, &input.instance_profile_name)?;
        if profile.role.is_some() {
            return Err(errors::must_remove_roles_from_profile().into());
        }
        tx.delete(&profile.key());
        Ok(DeleteInstanceProfileResponse {})
    }
}
