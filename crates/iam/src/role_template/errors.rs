//! AWS's words for what is wrong with a role template, or with the role that was made from it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcquireRole.html>

use shapes::iam::{InvalidInput, NameConflict, NoSuchEntity, RoleModified};
use wire::CommonError;

use crate::shared::template::RenderError;

/// Of a template that somebody wants to read.
pub(super) fn no_such_template(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Role Template {arn} cannot be found."))
}

/// Of a template that somebody wants to make a role from.
pub(super) fn not_in_repository(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Role template not found in repository: {arn}"))
}

pub(super) fn unrecognized_parameter(name: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Failed to render template: Unrecognized parameter: {name}"
    ))
}

pub(super) fn not_one_value(name: &str, count: usize) -> CommonError {
    CommonError::validation(format!(
        "{name} replacement value must contain exactly one value, got {count}"
    ))
}

pub(super) fn not_rendered(error: RenderError) -> InvalidInput {
    match error {
        RenderError::Missing(name) => InvalidInput::new(format!(
            "Failed to render template: Parameter '{name}' not found."
        )),
        // None of AWS's templates and values was observed to come to this.
        RenderError::Unreadable => InvalidInput::new("Failed to render template."),
    }
}

/// Of a name that a role bears which was not made from this template.
pub(super) fn made_otherwise() -> NameConflict {
    NameConflict::new(
        "A role with this name already exists in the account but was not created from this template. Choose a \
         different role name, or remove the existing role if it is no longer needed.",
    )
}

pub(super) fn made_with_other_parameters() -> NameConflict {
    NameConflict::new(
        "A role with this name exists but was created with different parameters. Pass a unique roleName to create a \
         new role.",
    )
}

pub(super) fn modified(name: &str) -> RoleModified {
    RoleModified::new(format!(
        "Role {name} has been modified since it was created and is no longer managed."
    ))
}
