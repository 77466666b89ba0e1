//! AWS's words for what went wrong, each in one place.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use names::{Arn, ParseError};
use records::quotas::Quota;
use shapes::iam::{
    DeleteConflict, EntityAlreadyExists, InvalidInput, LimitExceeded, MalformedPolicyDocument,
    NoSuchEntity,
};
use wire::CommonError;

pub(crate) fn no_such_user(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The user with name {name} cannot be found."))
}

pub(crate) fn no_such_group(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The group with name {name} cannot be found."))
}

pub(crate) fn no_such_role(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The role with name {name} cannot be found."))
}

/// Of a policy that is named to be read or changed.
pub(crate) fn no_such_policy(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Policy {arn} was not found."))
}

/// Of a policy that is named to be attached or set as a boundary.
pub(crate) fn not_attachable(arn: &Arn) -> NoSuchEntity {
    NoSuchEntity::new(format!("Policy {arn} does not exist or is not attachable."))
}

/// Of a policy that is named as a permissions boundary.
pub(crate) fn no_such_boundary(arn: &Arn) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "Scope ARN: {arn} does not exist or is not attachable."
    ))
}

pub(crate) fn user_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("User with name {name} already exists."))
}

pub(crate) fn group_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Group with name {name} already exists."))
}

pub(crate) fn role_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Role with name {name} already exists."))
}

pub(crate) fn policy_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!(
        "A policy called {name} already exists. Duplicate names are not allowed."
    ))
}

/// Of an entity that still has inline policies.
pub(crate) fn must_delete_policies() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must delete policies first.")
}

/// Of an entity that still has attached policies.
pub(crate) fn must_detach_policies() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must detach all policies first.")
}

/// Of an entity that still has anything else.
pub(crate) fn must_remove_references() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must remove referenced objects first.")
}

pub(crate) fn quota_exceeded(quota: Quota) -> LimitExceeded {
    LimitExceeded::new(format!(
        "Cannot exceed quota for {}: {}",
        quota.name, quota.limit
    ))
}

/// `kind` is `user`, `group` or `role`.
pub(crate) fn inline_too_large(limit: usize, kind: &str, name: &str) -> LimitExceeded {
    LimitExceeded::new(format!(
        "Maximum policy size of {limit} bytes exceeded for {kind} {name}"
    ))
}

pub(crate) fn malformed_policy(error: &policy::PolicyError) -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(error.message())
}

pub(crate) fn duplicate_tag_keys() -> InvalidInput {
    InvalidInput::new("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
}

pub(crate) fn reserved_tag_key() -> InvalidInput {
    InvalidInput::new("Tag keys beginning with aws: are reserved for system use.")
}

/// What the model lets through and no name or path can be; the model's own patterns catch nearly all of it before.
pub(crate) fn unparsable(error: ParseError) -> CommonError {
    CommonError::validation(format!("The request holds what is {error}."))
}

/// AWS was observed to answer an ARN that does not parse with exactly this text, two blanks included.
pub(crate) fn invalid_arn() -> CommonError {
    CommonError::validation("Invalid ARN:  Could not be parsed!")
}
