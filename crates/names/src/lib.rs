//! The words of AWS identity, parsed once and then trusted: account ids, ARNs, unique ids, names, paths and tags.
//!
//! Start reading at [`Arn`]. This crate deliberately knows no storage, no protocol and no policy: it turns text
//! from the edge into types whose constructors are the only check, and back.
//!
//! ```
//! use names::{AccountId, Path, UserName};
//!
//! let account: AccountId = "123456789012".parse()?;
//! let bob: UserName = "Bob".parse()?;
//! let arn = account.user_arn(&Path::root(), &bob);
//! assert_eq!(arn.as_str(), "arn:aws:iam::123456789012:user/Bob");
//! # Ok::<(), names::ParseError>(())
//! ```

mod access_key_id;
mod account_id;
mod arn;
mod arns_of_account;
mod error;
mod name;
mod path;
mod tag;
mod text;
mod unique_id;

pub use access_key_id::AccessKeyId;
pub use account_id::AccountId;
pub use arn::Arn;
pub use error::ParseError;
pub use name::{
    GroupName, InstanceProfileName, MfaDeviceName, PolicyName, RoleName, SamlProviderName,
    ServerCertificateName, SessionName, UserName,
};
pub use path::Path;
pub use tag::{Tag, TagCase, TagSet};
pub use unique_id::{IdPrefix, UniqueId};

/// The partition every ARN made here belongs to.
pub const PARTITION: &str = "aws";
