//! UpdateLoginProfile: sets another password for a user, or says that the user must.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateLoginProfileError, UpdateLoginProfileRequest, UpdateLoginProfileResponse};

use super::{new_password, of};
use crate::shared::{look_up, resource};

pub(crate) struct UpdateLoginProfile;

impl Operation for UpdateLoginProfile {
    type Input = UpdateLoginProfileRequest;
    type Output = UpdateLoginProfileResponse;
    type Error = UpdateLoginProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateLoginProfileRequest,
    ) -> Result<Demand, UpdateLoginProfileError> {
        let check = resource::user(cx, tx, "iam:UpdateLoginProfile", &input.user_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateLoginProfileRequest,
    ) -> Result<UpdateLoginProfileResponse, UpdateLoginProfileError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let mut profile = of(&user)?.clone();
        if let Some(password) = &input.password {
            let password = password.expose();
            new_password::change::<UpdateLoginProfileError>(cx, tx, &user, &mut profile, password)?;
        }
        // AWS was observed to leave the flag as it is when a new password comes without it.
        if let Some(is_reset_required) = input.password_reset_required {
            profile.is_reset_required = is_reset_required;
        }
        user.credentials.login_profile = Some(profile);
        tx.put(user);
        Ok(UpdateLoginProfileResponse {})
    }
}
