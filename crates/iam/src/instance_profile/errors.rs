//! AWS's words for what goes wrong with instance profiles.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>

use shapes::iam::{EntityAlreadyExists, NoSuchEntity};

pub(super) fn no_such_profile(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Instance Profile {name} cannot be found."))
}

/// Of a role that exists and is not in the profile.
pub(super) fn no_such_role_in_profile(role: &str, profile: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "Role {role} in Instance Profile {profile} cannot be found."
    ))
}

pub(super) fn profile_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Instance Profile {name} already exists."))
}
