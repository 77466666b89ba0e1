//! Operations on the passwords of users.

mod change_password;
mod create_login_profile;
mod delete_login_profile;
mod errors;
mod get_login_profile;
mod new_password;
mod update_login_profile;

pub(crate) use change_password::ChangePassword;
pub(crate) use create_login_profile::CreateLoginProfile;
pub(crate) use delete_login_profile::DeleteLoginProfile;
pub(crate) use get_login_profile::GetLoginProfile;
pub(crate) use update_login_profile::UpdateLoginProfile;

use pipeline::Service;
use records::LoginProfile;
use records::accounts::Account;
use records::users::User;
use shapes::iam::NoSuchEntity;

use crate::shared::view;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateLoginProfile>()
        .with::<GetLoginProfile>()
        .with::<UpdateLoginProfile>()
        .with::<DeleteLoginProfile>()
        .with::<ChangePassword>()
}

/// The login profile of a user that must have one.
fn of(user: &User) -> Result<&LoginProfile, NoSuchEntity> {
    let profile = user.credentials.login_profile.as_ref();
    profile.ok_or_else(|| errors::no_such_login_profile(&user.name))
}

fn shown(user: &User, profile: &LoginProfile) -> shapes::iam::LoginProfile {
    shapes::iam::LoginProfile {
        user_name: Some(user.name.to_string()),
        create_date: view::time(profile.created_at),
        password_reset_required: Some(profile.is_reset_required),
    }
}

/// The password of the root user, if it has one; it is as old as the account. AWS was observed to leave out the name.
fn shown_of_root(account: &Account) -> Result<shapes::iam::LoginProfile, NoSuchEntity> {
    if account.root.password_hash.is_empty() {
        return Err(errors::no_root_login_profile());
    }
    Ok(shapes::iam::LoginProfile {
        user_name: None,
        create_date: view::time(account.created_at),
        password_reset_required: Some(false),
    })
}
