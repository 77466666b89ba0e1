//! What Symbolon remembers: typed records, their keys, their indexes, and the replica that every decision reads.
//!
//! Start reading at [`State`], one immutable snapshot of everything, then at [`WriteTx`], a set of changes on top of
//! it, and [`Replica`], which follows the store's change feed and publishes states. This crate knows no protocol and
//! no service; it does not decide anything.
//!
//! Reads never wait and never fail: a state is complete, in memory and checked when it was built. That is why
//! lookups are plain functions and not futures, unlike the store below them.
//!
//! ```
//! use records::{ReadTx, State, users};
//!
//! let mut tx = ReadTx::new(std::sync::Arc::new(State::default()));
//! let account = "123456789012".parse()?;
//! assert!(users::by_name(&mut tx, account, "Bob").is_none());
//! # Ok::<(), names::ParseError>(())
//! ```

mod access_key;
pub mod account_aliases;
pub mod accounts;
pub mod attachments;
pub mod aws_managed;
pub mod buckets;
mod credentials;
pub mod delegation_requests;
mod document;
pub mod groups;
mod index;
pub mod instance_profiles;
pub mod jobs;
mod key;
pub mod key_rings;
mod login_profile;
pub mod mfa_devices;
pub mod oidc_providers;
pub mod outbound_identity;
pub mod password_policy;
pub mod policies;
pub mod principals;
pub mod quotas;
mod record;
mod replica;
pub mod reports;
pub mod roles;
pub mod saml_providers;
#[cfg(test)]
mod samples;
pub mod server_certificates;
mod service_specific_credential;
pub mod settings;
pub mod signing_certificates;
mod ssh_public_keys;
mod state;
mod time;
mod tx;
pub mod usage;
pub mod users;

pub use access_key::{AccessKey, KeyStatus};
pub use credentials::Credentials;
pub use document::{Document, InlinePolicies, InlinePolicy};
pub use index::Owner;
pub use key::{Key, Table};
pub use login_profile::LoginProfile;
pub use record::{CorruptRecord, Record, Stored};
pub use replica::{CommitFailure, Replica, ReplicaError};
pub use service_specific_credential::ServiceSpecificCredential;
pub use ssh_public_keys::SshPublicKey;
pub use state::{Entry, State};
pub use time::{UnixMillis, UnixTime};
pub use tx::{ReadTx, Reads, WriteTx};
