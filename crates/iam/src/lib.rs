//! AWS Identity and Access Management: users, groups, roles, their credentials and their policies.
//!
//! Start reading at any operation, such as `user/create_user.rs`: each is one file, and all have the same five beats.
//! [`service`] lists them. What several operations share stands in `shared`.
//!
//! This crate deliberately knows no other service, no store, no HTTP, no clock and no source of randomness.

mod access_key;
mod group;
mod managed_policy;
mod role;
mod shared;
mod simulation;
mod user;

use pipeline::{Caller, Service};
use secrets::session::SessionKind;
use wire::{CommonError, OperationInfo};

/// The service with every operation that is built.
#[must_use]
pub fn service() -> Service {
    let service = Service::new(&shapes::iam::operations::SERVICE, admit).global();
    let service = user::register(service);
    let service = access_key::register(service);
    let service = group::register(service);
    let service = role::register(service);
    let service = managed_policy::register(service);
    simulation::register(service)
}

/// IAM does not serve sessions of GetFederationToken, nor those of GetSessionToken without a one-time code.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>
fn admit(caller: &Caller, _: &OperationInfo) -> Result<(), CommonError> {
    let is_served = match caller.session().map(|session| &session.kind) {
        None | Some(SessionKind::Role { .. }) => true,
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
