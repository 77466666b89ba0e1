//! AWS's words for what is wrong with a switch of the account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutAccountProperties.html>

use names::AccountId;
use shapes::iam::{FeatureDisabled, FeatureEnabled, InvalidInput, OrganizationNotFound};

/// Of a key without the slash between namespace and property.
pub(super) fn no_namespace(key: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Property key must be in format Namespace/PropertyName: {key}"
    ))
}

pub(super) fn mixed_namespaces() -> InvalidInput {
    InvalidInput::new("All properties must belong to the same namespace")
}

pub(super) fn unsupported_namespace(namespace: &str) -> InvalidInput {
    InvalidInput::new(format!("Unsupported namespace: {namespace}"))
}

pub(super) fn property_missing() -> InvalidInput {
    InvalidInput::new("RoleManager namespace requires Enabled property")
}

pub(super) fn neither_true_nor_false() -> InvalidInput {
    InvalidInput::new("Enabled must be 'true' or 'false'")
}

/// Of a role that bears the name of the role manager's own, and is not.
pub(super) fn name_is_taken(name: &str) -> InvalidInput {
    InvalidInput::new(format!(
        "Service role name {name} has been taken in this account, please try a different suffix."
    ))
}

pub(super) fn outbound_identity_disabled(account: AccountId) -> FeatureDisabled {
    FeatureDisabled::new(format!(
        "Outbound identity federation is disabled for account {account}"
    ))
}

/// The words of AWS for this are not known; they follow those for the opposite.
pub(super) fn outbound_identity_enabled(account: AccountId) -> FeatureEnabled {
    FeatureEnabled::new(format!(
        "Outbound identity federation is already enabled for account {account}"
    ))
}

/// The words of AWS for this are not known; its model describes the error with these.
pub(super) fn no_organization() -> OrganizationNotFound {
    OrganizationNotFound::new("The request was rejected because your organization does not exist.")
}
