//! IAM Access Analyzer, as far as it checks policies: what is wrong with a document, before anybody attaches it.
//!
//! Start reading at `validate_policy.rs`. The checks themselves are the crate `lint`'s; this one speaks of them in the
//! shapes of the service.
//!
//! This crate deliberately knows no other service, no store, no HTTP and no clock, and it never writes.
//!
//! ```
//! let access_analyzer = access_analyzer::service();
//! assert!(access_analyzer.operation_names().any(|name| name == "ValidatePolicy"));
//! ```

mod finding;
mod validate_policy;

use pipeline::Service;

/// The service with every operation that is built.
#[must_use]
pub fn service() -> Service {
    // Access Analyzer serves whoever may ask, sessions of every kind among them.
    Service::new(&shapes::access_analyzer::operations::SERVICE, |_, _| Ok(()))
        .with::<validate_policy::ValidatePolicy>()
}
