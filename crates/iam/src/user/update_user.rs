//! UpdateUser: renames a user or moves it to another path; its unique id stays.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html>

use names::{Path, UserName};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, Writes};
use records::users::{self, User};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateUserError, UpdateUserRequest, UpdateUserResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct UpdateUser;

impl Operation for UpdateUser {
    type Input = UpdateUserRequest;
    type Output = UpdateUserResponse;
    type Error = UpdateUserError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateUserRequest,
    ) -> Result<Demand, UpdateUserError> {
        let check = resource::user(cx, tx, "iam:UpdateUser", &input.user_name);
        let present = users::by_name(tx, cx.account(), &input.user_name);
        let (path, name) = place(input, present.as_deref())?;
        let printed = Printed::As(format!("user {name}"));
        // The same action must be allowed on what the user becomes, which has no tags yet.
        let target = cx.account().user_arn(&path, &name);
        let target = Check::on("iam:UpdateUser", &target).printed(printed);
        let is_moved = input.new_path.is_some() || input.new_user_name.is_some();
        Ok(Demand::new(check).and_maybe(is_moved.then_some(target)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateUserRequest,
    ) -> Result<UpdateUserResponse, UpdateUserError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let (path, name) = place(&input, Some(&user))?;
        let old = users::key(cx.account(), user.name.as_str());
        let new = users::key(cx.account(), name.as_str());
        // Another spelling of the user's own name is free.
        if new != old && users::by_name(tx, cx.account(), name.as_str()).is_some() {
            return Err(errors::user_exists(name.as_str()).into());
        }
        (user.path, user.name) = (path, name);
        tx.delete(&old);
        tx.put(user);
        Ok(UpdateUserResponse {})
    }
}

/// Where the user stands afterwards; one that does not exist stands under the default path.
fn place(
    input: &UpdateUserRequest,
    present: Option<&User>,
) -> Result<(Path, UserName), UpdateUserError> {
    let path = match (&input.new_path, present) {
        (Some(path), _) => path.parse().map_err(errors::unparsable)?,
        (None, Some(user)) => user.path.clone(),
        (None, None) => Path::root(),
    };
    let name = match (&input.new_user_name, present) {
        (Some(name), _) => name.parse().map_err(errors::unparsable)?,
        (None, Some(user)) => user.name.clone(),
        (None, None) => input.user_name.parse().map_err(errors::unparsable)?,
    };
    Ok((path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sent_stays_as_it_is() {
        for (path, name, expected) in [
            (None, None, Some(("/", "Old"))),
            (Some("/a/"), None, Some(("/a/", "Old"))),
            (None, Some("New"), Some(("/", "New"))),
            (Some("//"), None, None),
        ] {
            let input = UpdateUserRequest {
                user_name: "Old".to_owned(),
                new_path: path.map(str::to_owned),
                new_user_name: name.map(str::to_owned),
            };
            let place = place(&input, None).ok();
            let place = place
                .as_ref()
                .map(|(path, name)| (path.as_str(), name.as_str()));
            assert_eq!(place, expected);
        }
    }
}
