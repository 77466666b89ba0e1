//! What is wrong with a delegation request. AWS's words for these are not known; its documentation says which errors there
//! are.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateDelegationRequest.html>

use names::AccountId;
use pipeline::Context;
use records::delegation_requests::State;
use shapes::iam::{EntityAlreadyExists, InvalidInput, NoSuchEntity};
use wire::{CommonError, ServiceError as _};

use crate::shared::template::RenderError;

pub(super) fn no_such_request(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Delegation request {id} cannot be found."))
}

/// Of an account that is not registered as a product provider's.
pub(super) fn not_a_partner(cx: &Context<'_>) -> CommonError {
    let (arn, account) = (cx.caller.arn().unwrap_or_default(), cx.account());
    CommonError::access_denied(format!(
        "User: {arn} is not authorized to perform: iam:CreateDelegationRequest because account {account} is not \
         registered for temporary delegation"
    ))
}

/// Of a token that only the owner of the request may release.
pub(super) fn not_the_owner(cx: &Context<'_>, resource: &str) -> CommonError {
    let arn = cx.caller.arn().unwrap_or_default();
    CommonError::access_denied(format!(
        "User: {arn} is not authorized to perform: iam:SendDelegationToken on resource: {resource} because only the \
         owner of the delegation request may send its token"
    ))
}

pub(super) fn workflow_exists(id: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!(
        "A delegation request with requestor workflow id {id} already exists."
    ))
}

pub(super) fn no_such_account(account: AccountId) -> InvalidInput {
    InvalidInput::new(format!("Account {account} does not exist."))
}

pub(super) fn unknown_topic(topic: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Notification channel {topic} is not a topic of a registered account."
    ))
}

pub(super) fn unknown_template(arn: &str) -> InvalidInput {
    InvalidInput::new(format!("Policy template {arn} is not registered."))
}

pub(super) fn no_template() -> InvalidInput {
    InvalidInput::new("Permissions must name a policy template.")
}

pub(super) fn bad_parameter(name: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Policy parameter {name} must have a type, and exactly one value if it is a string."
    ))
}

pub(super) fn nameless_parameter() -> InvalidInput {
    InvalidInput::new("Policy parameters must have a name.")
}

pub(super) fn repeated_parameter(name: &str) -> InvalidInput {
    InvalidInput::new(format!("Policy parameter {name} is given twice."))
}

pub(super) fn not_rendered(error: RenderError) -> InvalidInput {
    InvalidInput::new(match error {
        RenderError::Missing(name) => {
            format!("Failed to render template: Parameter '{name}' not found.")
        }
        RenderError::Unreadable => "Failed to render template.".to_owned(),
    })
}

pub(super) fn malformed_permissions(error: &policy::PolicyError) -> InvalidInput {
    InvalidInput::new(format!("Failed to render template: {}", error.message()))
}

pub(super) fn permissions_too_long(limit: usize) -> InvalidInput {
    InvalidInput::new(format!(
        "Failed to render template: the policy is longer than {limit} characters."
    ))
}

/// Of permissions to create roles that bound none of them.
pub(super) fn unbounded_roles() -> InvalidInput {
    InvalidInput::new(
        "Failed to render template: iam:CreateRole must be allowed with a condition on iam:PermissionsBoundary.",
    )
}

/// Of something that cannot be done with a request that has come so far.
pub(super) fn wrong_state(state: State) -> InvalidInput {
    InvalidInput::new(format!(
        "The delegation request cannot be changed in this way in state {}.",
        state.as_str()
    ))
}

/// The model of AcceptDelegationRequest has no `InvalidInput`, and none of its errors fits.
pub(super) fn not_acceptable(error: InvalidInput) -> CommonError {
    CommonError::new(InvalidInput::CODE, error.status(), error.message)
}

pub(super) fn too_long_for_root() -> InvalidInput {
    InvalidInput::new(
        "The root user can approve delegation requests with a duration of 4 hours or less.",
    )
}

/// Of an approver whose own session is narrower than the identity behind it: what the provider would get cannot be kept as
/// narrow.
pub(super) fn narrowed_approver() -> InvalidInput {
    InvalidInput::new("A session with session policies cannot approve delegation requests.")
}

pub(super) fn not_a_delegation_request(arn: &str) -> InvalidInput {
    InvalidInput::new(format!("{arn} is not the ARN of a delegation request."))
}
