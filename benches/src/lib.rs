//! What Symbolon costs, measured side by side with the floor under it and with its peers.
//!
//! Start reading at `bin/times.rs`, which lists the parts. Every part checks the answers of what it times, for a
//! fast wrong answer looks good. Nothing here is asserted about speed: the figures are printed, and those that
//! were measured on a known machine are kept in `README.md`.

pub mod credentials;
pub mod decision;
pub mod measure;
pub mod request;
pub mod server;
pub mod token;
pub mod users;
pub mod verify;
pub mod world;
pub mod writes;
