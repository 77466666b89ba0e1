//! AWS's words for what is wrong with passwords.

use names::{AccountId, UserName};
use shapes::iam::{EntityAlreadyExists, InvalidUserType, NoSuchEntity, PasswordPolicyViolation};
use wire::CommonError;

pub(super) fn no_such_login_profile(user: &UserName) -> NoSuchEntity {
    NoSuchEntity::new(format!("Login Profile for User {user} cannot be found."))
}

/// AWS was observed to write this `user` small and the one above large.
pub(super) fn login_profile_exists(user: &UserName) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Login Profile for user {user} already exists."))
}

/// AWS was observed to say so of a root user, which has no name.
pub(super) fn no_root_login_profile() -> NoSuchEntity {
    NoSuchEntity::new("Login Profile for User null cannot be found.")
}

pub(super) fn root_login_profile_exists(account: AccountId) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!(
        "Login Profile for account {account} already exists."
    ))
}

/// The model leaves the password out for the sake of root users, whose sessions have none to give.
pub(super) fn no_password() -> CommonError {
    CommonError::validation(
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
    )
}

pub(super) fn not_a_user() -> InvalidUserType {
    InvalidUserType::new("Only IAM Users can change their own password.")
}

pub(super) fn wrong_old_password() -> CommonError {
    CommonError::access_denied("The old password was incorrect.")
}

/// AWS was observed to deny a change to the very same password, whatever the policy.
pub(super) fn same_password() -> CommonError {
    CommonError::access_denied(REUSED)
}

pub(super) fn reused_password() -> PasswordPolicyViolation {
    PasswordPolicyViolation::new(REUSED)
}

const REUSED: &str =
    "Policy constraint violation with password reuse prevention during password change.";
