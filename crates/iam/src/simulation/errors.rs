//! The simulator's words for what is wrong with a request.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use names::AccountId;
use policy::Fault;
use shapes::iam::{InvalidInput, NoSuchEntity, PolicyEvaluation};

/// `number` counts from one.
pub(super) fn invalid_policy(number: usize) -> InvalidInput {
    InvalidInput::new(format!(
        "Policy input list item {number} has invalid content"
    ))
}

pub(super) fn invalid_boundary() -> InvalidInput {
    InvalidInput::new("Permissions boundary policy input list item 1 has invalid content")
}

pub(super) fn invalid_resource_policy() -> InvalidInput {
    InvalidInput::new("Resource policy has invalid content")
}

/// `level` counts from one.
pub(super) fn invalid_organization_policy(level: usize) -> InvalidInput {
    InvalidInput::new(format!(
        "Organization policy at index {level} has invalid content"
    ))
}

pub(super) fn empty_organization_level(level: usize) -> InvalidInput {
    InvalidInput::new(format!(
        "Organization policy at index {level} must contain at least one service control policy"
    ))
}

pub(super) fn too_many_boundaries() -> InvalidInput {
    InvalidInput::new("The list of Permissions Boundary policies cannot exceed 1 items.")
}

/// Of an action without a colon.
pub(super) fn incomplete_action() -> InvalidInput {
    InvalidInput::new("The action is invalid since it is missing names")
}

/// Of actions with and without known resources, asked for together.
pub(super) fn mixed_actions(known: &[&str], unknown: &[&str]) -> InvalidInput {
    InvalidInput::new(format!(
        "Invalid Input Actions: [{}] and [{}] require different authorization information.",
        known.join(","),
        unknown.join(",")
    ))
}

pub(super) fn unsupported_handling(action: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Invalid input resource handling options. Action does not support resource handling options: {action}."
    ))
}

pub(super) fn not_an_arn(resource: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "ResourceNames are not in a valid ARN format: {resource}."
    ))
}

/// Of a resource policy on no particular resource.
pub(super) fn policy_on_everything() -> InvalidInput {
    InvalidInput::new("Invalid Entity Arn: * does not clearly define entity type and name.")
}

pub(super) fn invalid_caller() -> InvalidInput {
    InvalidInput::new("Invalid caller - Caller must be an IAM user, role or group in this context.")
}

/// Of a resource policy that has nobody to name.
pub(super) fn missing_caller() -> InvalidInput {
    InvalidInput::new("Invalid caller - Caller cannot be null or empty.")
}

/// The grammar is AWS's own.
pub(super) fn invalid_owner(text: &str) -> InvalidInput {
    InvalidInput::new(format!("'{text}' is not a valid as a Resource Owner."))
}

/// Of a PolicySourceArn that names no user, group or role.
pub(super) fn invalid_source_arn(text: &str) -> InvalidInput {
    InvalidInput::new(format!("Invalid ARN provided in the request: {text}"))
}

pub(super) fn foreign_source(own: AccountId, other: AccountId) -> InvalidInput {
    InvalidInput::new(format!(
        "Invalid Policy Source Arn: caller's account {own} does not have access to policies in account {other}."
    ))
}

pub(super) fn no_such_source() -> NoSuchEntity {
    NoSuchEntity::new("Unable to retrieve specified IAM entity.")
}

pub(super) fn nameless_key() -> InvalidInput {
    InvalidInput::new("ContextKeyName cannot be null or empty.")
}

pub(super) fn duplicate_key(name: &str) -> InvalidInput {
    InvalidInput::new(format!("Duplicate context key: {name}."))
}

/// The word is AWS's own: what was not sent is null.
pub(super) fn untyped_key(name: &str) -> InvalidInput {
    InvalidInput::new(format!("Context key {name} has invalid type null."))
}

pub(super) fn no_values(name: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Context values for context key {name} cannot be null or empty."
    ))
}

/// AWS was observed to name the type here and not the key.
pub(super) fn not_a_single_value(kind: &str, count: usize) -> InvalidInput {
    InvalidInput::new(format!(
        "Context key {kind} expected a single value, but received {count}."
    ))
}

/// `format` is what the value should have been, such as `numeric format`.
pub(super) fn ill_typed_value(name: &str, format: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Invalid context value for key {name}: expected {format}."
    ))
}

pub(super) fn invalid_exclusion(why: &str) -> InvalidInput {
    InvalidInput::new(format!("Invalid policy identifier: {why}."))
}

pub(super) fn invalid_marker() -> InvalidInput {
    InvalidInput::new("Invalid marker for pagination.")
}

/// Of a policy that was read and then could not be followed, which the checks before leave no way to.
pub(super) fn unevaluable(fault: Fault) -> PolicyEvaluation {
    PolicyEvaluation::new(format!("A policy could not be evaluated: {fault:?}."))
}
