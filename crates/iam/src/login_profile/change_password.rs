//! ChangePassword: a user replaces its own password, knowing the old one.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html>

use std::iter;

use pipeline::{Allowed, Context, Demand, Identity, Operation, Writes};
use records::users::User;
use records::{ReadTx, WriteTx};
use shapes::iam::{ChangePasswordError, ChangePasswordRequest, ChangePasswordResponse};

use super::{errors, new_password, of};
use crate::account_password_policy::allows_users_to_change;
use crate::shared::resource;

pub(crate) struct ChangePassword;

impl Operation for ChangePassword {
    type Input = ChangePasswordRequest;
    type Output = ChangePasswordResponse;
    type Error = ChangePasswordError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: &ChangePasswordRequest,
    ) -> Result<Demand, ChangePasswordError> {
        let check = resource::user_or_caller(cx, tx, "iam:ChangePassword", None);
        Ok(Demand::new(
            check.granted_if(allows_users_to_change(cx, tx)),
        ))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: ChangePasswordRequest,
    ) -> Result<ChangePasswordResponse, ChangePasswordError> {
        let Identity::User(user) = cx.caller.identity() else {
            return Err(errors::not_a_user().into());
        };
        let mut profile = of(user)?.clone();
        let (old, new) = (&input.old_password, &input.new_password);
        let present = iter::once(&profile.password);
        if !new_password::is_any_of(cx, user, old.expose(), present)? {
            return Err(errors::wrong_old_password().into());
        }
        if new == old {
            return Err(errors::same_password().into());
        }
        new_password::change::<ChangePasswordError>(cx, tx, user, &mut profile, new.expose())?;
        profile.is_reset_required = false;
        let mut user = User::clone(user);
        user.credentials.login_profile = Some(profile);
        tx.put(user);
        Ok(ChangePasswordResponse {})
    }
}
