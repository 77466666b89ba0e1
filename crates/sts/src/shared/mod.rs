//! What several operations of STS share.

pub(crate) mod credentials;
pub(crate) mod duration;
pub(crate) mod errors;
pub(crate) mod long_term;
pub(crate) mod mfa;
pub(crate) mod session_policies;
pub(crate) mod session_tags;
