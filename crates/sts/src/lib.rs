//! AWS Security Token Service: temporary credentials, and who somebody is.
//!
//! Start reading at `assume_role.rs`: each operation is one file, and [`service`] lists them. What several operations
//! share stands in `shared`: how long sessions last, which tags and policies they carry, and how they are issued.
//!
//! This crate deliberately knows no other service, no store, no HTTP, no clock and no source of randomness. It never
//! writes: all that a session is lies in its token.
//!
//! ```
//! let sts = sts::service();
//! assert!(sts.operation_names().any(|name| name == "AssumeRole"));
//! ```

mod admission;
mod assume_role;
mod decode_authorization_message;
mod get_access_key_info;
mod get_caller_identity;
mod get_delegated_access_token;
mod get_federation_token;
mod get_session_token;
mod get_web_identity_token;
mod shared;

use pipeline::Service;

/// The service with every operation that is built.
#[must_use]
pub fn service() -> Service {
    Service::new(&shapes::sts::operations::SERVICE, admission::admit)
        .with::<assume_role::AssumeRole>()
        .with::<decode_authorization_message::DecodeAuthorizationMessage>()
        .with::<get_access_key_info::GetAccessKeyInfo>()
        .with::<get_caller_identity::GetCallerIdentity>()
        .with::<get_delegated_access_token::GetDelegatedAccessToken>()
        .with::<get_federation_token::GetFederationToken>()
        .with::<get_session_token::GetSessionToken>()
        .with::<get_web_identity_token::GetWebIdentityToken>()
}
