//! AWS Security Token Service: temporary credentials, and who somebody is.
//!
//! Start reading at [`service`], which lists the operations; each is one file.
//!
//! This crate deliberately knows no other service, no store, no HTTP, no clock and no source of randomness. It never
//! writes: whatever a session is lies in its token.
//!
//! ```
//! let sts = sts::service();
//! assert!(sts.operation_names().any(|name| name == "GetCallerIdentity"));
//! ```

mod get_caller_identity;

use pipeline::{Caller, Service};
use wire::{CommonError, OperationInfo};

/// The service with every operation that is built.
#[must_use]
pub fn service() -> Service {
    Service::new(&shapes::sts::operations::SERVICE, admit)
        .with::<get_caller_identity::GetCallerIdentity>()
}

fn admit(_: &Caller, _: &OperationInfo) -> Result<(), CommonError> {
    Ok(())
}
