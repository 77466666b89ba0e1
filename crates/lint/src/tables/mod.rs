//! Small constant tables that no catalog has.

pub(crate) mod api_name;
pub(crate) mod endpoint_service;
pub(crate) mod global_key;
pub(crate) mod rcp_service;
pub(crate) mod region;
pub(crate) mod source_service;
