//! The words for what is wrong with a question about last use.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use shapes::iam::{InvalidInput, NoSuchEntity};
use wire::CommonError;

/// Of what names no user, group, role or policy that the account can ask about.
pub(super) fn invalid_arn(text: &str) -> InvalidInput {
    InvalidInput::new(format!("ARN {text} is not valid."))
}

pub(super) fn invalid_namespace(text: &str) -> InvalidInput {
    InvalidInput::new(format!("Service namespace {text} is not valid."))
}

/// Of a job that is unknown, or somebody else's.
pub(super) fn no_such_job(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The job with id {id} cannot be found."))
}

/// Of an organization that the account is not in.
pub(super) fn foreign_organization() -> CommonError {
    CommonError::access_denied("You don't have permissions to access this resource.")
}

/// Of an account that asked for more reports than are kept for it.
pub(super) fn throttled() -> CommonError {
    CommonError::new("Throttling", 400, "Rate exceeded")
}
