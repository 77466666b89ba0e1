//! CreateLoginProfile: gives a user its first password.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Identity, Operation, Writes};
use records::{LoginProfile, ReadTx, WriteTx};
use shapes::iam::{CreateLoginProfileError, CreateLoginProfileRequest, CreateLoginProfileResponse};

use super::{errors, new_password, shown, shown_of_root};
use crate::shared::{look_up, resource};

pub(crate) struct CreateLoginProfile;

impl Operation for CreateLoginProfile {
    type Input = CreateLoginProfileRequest;
    type Output = CreateLoginProfileResponse;
    type Error = CreateLoginProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &CreateLoginProfileRequest,
    ) -> Result<Demand, CreateLoginProfileError> {
        let name = input.user_name.as_deref();
        let check = resource::user_or_caller(cx, tx, "iam:CreateLoginProfile", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateLoginProfileRequest,
    ) -> Result<CreateLoginProfileResponse, CreateLoginProfileError> {
        let name = input.user_name.as_deref();
        if let (None, Identity::Root(account)) = (name, cx.caller.identity()) {
            // A root user gets its password with its account, and keeps it.
            shown_of_root(account)?;
            return Err(errors::root_login_profile_exists(account.id).into());
        }
        let user = look_up::user_or_caller::<CreateLoginProfileError>(cx, tx, name)?;
        let password = input.password.ok_or_else(errors::no_password)?;
        if user.credentials.login_profile.is_some() {
            return Err(errors::login_profile_exists(&user.name).into());
        }
        let password =
            new_password::first::<CreateLoginProfileError>(cx, tx, &user, password.expose())?;
        let is_reset_required = input.password_reset_required.unwrap_or_default();
        let profile = LoginProfile::new(password, cx.seconds(), is_reset_required);
        let login_profile = shown(&user, &profile);
        let mut user = Arc::unwrap_or_clone(user);
        user.credentials.login_profile = Some(profile);
        tx.put(user);
        Ok(CreateLoginProfileResponse { login_profile })
    }
}
