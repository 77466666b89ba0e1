//! GetUser: a user; without a name the caller itself.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html>

use pipeline::{Allowed, Context, Demand, Identity, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetUserError, GetUserRequest, GetUserResponse, User};

use crate::shared::{errors, last_use, look_up, resource, view};

pub(crate) struct GetUser;

impl Operation for GetUser {
    type Input = GetUserRequest;
    type Output = GetUserResponse;
    type Error = GetUserError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetUserRequest,
    ) -> Result<Demand, GetUserError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(resource::user_or_caller(
            cx,
            tx,
            "iam:GetUser",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetUserRequest,
    ) -> Result<GetUserResponse, GetUserError> {
        let (id, user) = match (&input.user_name, cx.caller.identity()) {
            (Some(name), _) => {
                let user = look_up::user(cx, tx, name)?;
                (Some(user.id), view::user(&user))
            }
            (None, Identity::User(user)) => (Some(user.id), view::user(user)),
            (None, Identity::Root(account)) => (None, view::root_user(account)),
            (None, _) => return Err(errors::must_name_user().into()),
        };
        let user = User {
            password_last_used: last_use::of_password(tx, cx.account(), id),
            ..user
        };
        Ok(GetUserResponse { user })
    }
}
