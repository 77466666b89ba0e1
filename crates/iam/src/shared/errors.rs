//! AWS's words for what went wrong, each in one place.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use names::{Arn, ParseError, TagCase};
use records::quotas::{self, Quota};
use shapes::iam::{
    DeleteConflict, EntityAlreadyExists, InvalidInput, LimitExceeded, MalformedPolicyDocument,
    NoSuchEntity, UnmodifiableEntity,
};
use wire::{CommonError, ServiceError as _};

pub(crate) fn no_such_user(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The user with name {name} cannot be found."))
}

pub(crate) fn no_such_group(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The group with name {name} cannot be found."))
}

pub(crate) fn no_such_role(name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The role with name {name} cannot be found."))
}

/// `kind` is `user`, `group` or `role`.
pub(crate) fn no_such_inline_policy(kind: &str, name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "The {kind} policy with name {name} cannot be found."
    ))
}

/// Of an entity without a boundary; `kind` is `user` or `role`.
pub(crate) fn no_boundary(kind: &str, name: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "The permissions boundary of {kind} {name} cannot be found."
    ))
}

pub(crate) fn no_such_access_key(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The Access Key with id {id} cannot be found."))
}

/// Of a policy that is named to be read or changed.
pub(crate) fn no_such_policy(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Policy {arn} was not found."))
}

/// Of a version of a policy that exists.
pub(crate) fn no_such_version(arn: &Arn, version_id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!(
        "Policy {arn} version {version_id} does not exist or is not attachable."
    ))
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

/// Of a managed policy that somebody has or is bounded by.
pub(crate) fn must_detach_policy() -> DeleteConflict {
    DeleteConflict::new("Cannot delete a policy attached to entities.")
}

/// Of a managed policy with more than its default version.
pub(crate) fn must_delete_versions() -> DeleteConflict {
    DeleteConflict::new(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
         The default version is deleted with the policy.",
    )
}

/// Of the version in force of a managed policy.
pub(crate) fn default_version_stays() -> DeleteConflict {
    DeleteConflict::new("Cannot delete the default version of a policy.")
}

/// Of a user that still has a password.
pub(crate) fn must_delete_login_profile() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must delete login profile first.")
}

/// Of a user that still has signing certificates.
pub(crate) fn must_delete_certificates() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must delete certificates first.")
}

/// Of a user that still has SSH public keys or credentials for single services.
pub(crate) fn must_remove_referenced_objects() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must remove referenced objects first.")
}

/// Of a user that still has access keys.
pub(crate) fn must_delete_access_keys() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must delete access keys first.")
}

/// Of an instance profile that still holds a role, and of a role that still is in one.
pub(crate) fn must_remove_roles_from_profile() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must remove roles from instance profile first.")
}

/// Of a user that still has MFA devices.
pub(crate) fn must_remove_mfa_devices() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must remove tokens from principal first.")
}

/// Of a group that still has members, and of a user that still is one.
pub(crate) fn must_remove_users_from_group() -> DeleteConflict {
    DeleteConflict::new("Cannot delete entity, must remove users from group first.")
}

/// Of a role that belongs to a service of AWS.
pub(crate) fn protected_role(name: &str) -> UnmodifiableEntity {
    UnmodifiableEntity::new(format!(
        "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
    ))
}

/// Of a role that belongs to a service of AWS, whose description alone may change.
pub(crate) fn protected_duration(name: &str) -> UnmodifiableEntity {
    UnmodifiableEntity::new(format!(
        "{name} is an AWS service linked role, max session duration cannot be changed."
    ))
}

/// Of a path that only service-linked roles may have.
pub(crate) fn service_linked_path() -> InvalidInput {
    InvalidInput::new(
        "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
    )
}

pub(crate) fn too_many_versions() -> LimitExceeded {
    let limit = quotas::VERSIONS_PER_POLICY.limit;
    LimitExceeded::new(format!(
        "A managed policy can have up to {limit} versions. Before you create a new version, you must delete an \
         existing version."
    ))
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

/// Of a principal that is nobody here.
pub(crate) fn invalid_principal(text: &str) -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(format!("Invalid principal in policy: \"AWS\":\"{text}\""))
}

/// Of trust in an issuer that many organizations share, all of which would be let in.
pub(crate) fn trusts_every_tenant(provider: &str, claims: &str) -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(format!(
        "Trust policy with trusted principal {provider} must evaluate, using StringEquals, StringLike or \
         StringEqualsIgnoreCase, {claims} which is not scoped to all."
    ))
}

/// Of trust in an issuer that is known without a provider, any application of which would be let in.
pub(crate) fn trusts_every_application(issuer: &str) -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(format!(
        "Policy trusting {issuer} requires a StringEquals condition on an application id"
    ))
}

/// Of trust in Cognito without any condition, for which AWS was observed to have words of its own.
pub(crate) fn cognito_without_conditions() -> MalformedPolicyDocument {
    MalformedPolicyDocument::new("A condition block must be present for the Cognito provider")
}

/// Of policies that AWS manages, which have no tags.
pub(crate) fn no_tags_here() -> InvalidInput {
    InvalidInput::new("Tags not supported for policies in this domain")
}

/// AWS was observed to add the second sentence for users and roles, whose keys are compared so, and not for policies.
pub(crate) fn duplicate_tag_keys(case: TagCase) -> InvalidInput {
    InvalidInput::new(match case {
        TagCase::Insensitive => {
            "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        }
        TagCase::Sensitive => "Duplicate tag keys found.",
    })
}

/// Of more tags than a resource may have, in words that name no quota.
pub(crate) fn too_many_tags() -> LimitExceeded {
    LimitExceeded::new("The number of tags has reached the maximum limit.")
}

pub(crate) fn reserved_tag_key() -> InvalidInput {
    InvalidInput::new("Tag keys beginning with aws: are reserved for system use.")
}

/// Of a tag key of nothing but blanks; `number` counts the tags of the request from one.
pub(crate) fn blank_tag_key(number: usize) -> CommonError {
    CommonError::validation(format!(
        "1 validation error detected: Value at 'tags.{number}.member.key' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: [\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+\\-@]+"
    ))
}

/// AWS was observed to answer an empty list of tags with exactly this text, final blank included.
pub(crate) fn no_tags() -> InvalidInput {
    InvalidInput::new("Error occurred while validating input. ")
}

/// Of an empty list of tags for a server certificate or a provider.
pub(crate) fn empty_tags() -> InvalidInput {
    InvalidInput::new("The provided tag map must not be null/empty.")
}

/// Of an empty list of tag keys of a server certificate or a provider.
pub(crate) fn empty_tag_keys() -> InvalidInput {
    InvalidInput::new("The provided tag keys must not be null/empty.")
}

/// Of a status that the model has and nobody may set.
pub(crate) fn unsupported_status(status: &str) -> InvalidInput {
    InvalidInput::new(format!("Operation does not support status {status}"))
}

/// Of a caller that is neither a user nor the root user, and of a request that names no user.
pub(crate) fn must_name_user() -> CommonError {
    CommonError::validation("Must specify userName when calling with non-User credentials")
}

/// What the model lets through and no name or path can be; the model's own patterns catch nearly all of it before.
pub(crate) fn unparsable(error: ParseError) -> CommonError {
    CommonError::validation(format!("The request holds what is {error}."))
}

/// AWS was observed in 2025 to answer an ARN that does not parse with exactly this text, two blanks included.
pub(crate) fn invalid_arn() -> CommonError {
    CommonError::validation("Invalid ARN:  Could not be parsed!")
}

/// Of what is named as a policy and is none. AWS was observed to answer so in 2026, and in 2025 as [`invalid_arn`] does.
pub(crate) fn invalid_policy_arn(text: &str) -> CommonError {
    CommonError::validation(format!("ARN {text} is not valid."))
}

/// Of what is named as a permissions boundary and is no policy; the same words as of other policies, not the same code.
pub(crate) fn invalid_boundary_arn(text: &str) -> CommonError {
    let error = InvalidInput::new(format!("ARN {text} is not valid."));
    CommonError::new(InvalidInput::CODE, error.status(), error.message)
}
