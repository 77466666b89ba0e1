//! Every input, output and error of the AWS services served, written by the machine from pinned models.
//!
//! Start reading at an operation of your choice, for example [`iam::CreateUserRequest`], [`iam::CreateUserResponse`] and
//! [`iam::CreateUserError`]; [`iam::operations`] lists all operations. [`catalog`] knows the actions, resource types and
//! condition keys of every AWS service.
//!
//! The generated code is dull: structures, enumerations and tables. What decodes, checks and encodes them is `wire`. This
//! crate knows no store, no policy and no HTTP. To change it, change `xtask/src/codegen` and run `cargo xtask codegen`.
//!
//! ```
//! use wire::{Input as _, query::Params};
//!
//! let params = Params::parse(b"", b"Action=CreateUser&UserName=Bob&Tags.member.1.Key=team&Tags.member.1.Value=blue")?;
//! let input = shapes::iam::CreateUserRequest::decode(&params)?;
//! assert_eq!(input.user_name, "Bob");
//! assert_eq!(input.tags[0].key, "team");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod catalog;
mod generated;

pub use generated::{access_analyzer, iam, iam_toolbox, sts};
