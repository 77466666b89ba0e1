//! AWS Identity and Access Management: users, groups, roles, their credentials and their policies.
//!
//! Start reading at any operation, such as `user/create_user.rs`: each is one file, and all have the same five beats.
//! [`service`] lists them. What several operations share stands in `shared`.
//!
//! This crate deliberately knows no other service, no store, no HTTP, no clock and no source of randomness.

mod access_key;
mod account_alias;
mod account_features;
mod account_password_policy;
mod account_report;
mod authorization_details;
mod credential_report;
mod delegation;
mod group;
mod instance_profile;
mod last_access;
mod login_profile;
mod managed_policy;
mod mfa_device;
mod oidc_provider;
mod role;
mod role_template;
mod saml_provider;
mod server_certificate;
mod service_linked_role;
mod service_specific_credential;
mod shared;
mod signing_certificate;
mod simulation;
mod ssh_public_key;
mod user;

use pipeline::{Caller, Service};
use secrets::session::SessionKind;
use wire::{CommonError, OperationInfo};

/// The service with every operation that is built.
#[must_use]
pub fn service() -> Service {
    let service = Service::new(&shapes::iam::operations::SERVICE, admit).global();
    let service = user::register(service);
    let service = login_profile::register(service);
    let service = account_password_policy::register(service);
    let service = access_key::register(service);
    let service = service_specific_credential::register(service);
    let service = account_alias::register(service);
    let service = account_features::register(service);
    let service = delegation::register(service);
    let service = account_report::register(service);
    let service = credential_report::register(service);
    let service = group::register(service);
    let service = last_access::register(service);
    let service = instance_profile::register(service);
    let service = role::register(service);
    let service = service_linked_role::register(service);
    let service = role_template::register(service);
    let service = managed_policy::register(service);
    let service = mfa_device::register(service);
    let service = ssh_public_key::register(service);
    let service = signing_certificate::register(service);
    let service = server_certificate::register(service);
    let service = oidc_provider::register(service);
    let service = saml_provider::register(service);
    simulation::register(service)
}

/// What IAM tells about denied requests, which has an endpoint and a protocol of its own.
#[must_use]
pub fn toolbox() -> Service {
    let service = Service::new(&shapes::iam_toolbox::operations::SERVICE, admit);
    authorization_details::register(service)
}

/// IAM does not serve sessions of GetFederationToken, nor those of GetSessionToken without a one-time code.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>
fn admit(caller: &Caller, _: &OperationInfo) -> Result<(), CommonError> {
    let is_served = match caller.session().map(|session| &session.kind) {
        None | Some(SessionKind::Role { .. } | SessionKind::Delegated { .. }) => true,
        Some(SessionKind::SessionToken { .. }) => caller.mfa_authenticated_at().is_some(),
        Some(SessionKind::FederatedUser { .. }) => false,
    };
    // AWS was observed to answer as if the token were wrong, without the final dot.
    if is_served {
        Ok(())
    } else {
        Err(CommonError::unusable_client_token())
    }
}
