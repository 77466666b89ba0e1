//! The bytes of AWS's protocols: how a request's parameters become typed inputs, and outputs and errors become bodies.
//!
//! Start reading at [`Input`]: a request travels [`query::Params::parse`] → [`Input::decode`] → an operation →
//! [`response::success`] or [`response::failure`]. Requests of later services have a path and a JSON body: [`rest`].
//!
//! This crate knows no operation by name. The generated crate `shapes` brings the tables ([`schema`]) and the types; it
//! implements [`Input`], [`Output`] and [`ServiceError`] for them. Nothing here knows HTTP, signatures, stores or a clock.
//!
//! ```
//! use wire::{Format, query::Params, response, CommonError};
//!
//! let params = Params::parse(b"", b"Action=GetUser&UserName=Bob&UserName=Eve")?;
//! assert_eq!(params.get("UserName"), Some("Bob")); // The first value wins.
//!
//! let body = response::failure("https://iam.amazonaws.com/doc/2010-05-08/", &CommonError::access_denied("No."), "id-1", Format::Xml);
//! assert!(body.contains("<Code>AccessDenied</Code>"));
//! # Ok::<(), wire::query::FormError>(())
//! ```

mod build;
mod constraint;
mod document;
mod error;
mod macros;
mod sensitive;
mod service;
mod value;

pub mod encode;
pub mod pattern;
pub mod query;
pub mod response;
pub mod rest;
pub mod s3;
pub mod schema;
pub mod time;

pub use build::{Build, Fields, FromValue, Input, Mismatch};
pub use document::Document;
pub use encode::{Encode, Encoder, Format, Output};
pub use error::{CommonError, Fault, ServiceError};
pub use jiff::Timestamp;
pub use schema::ValueStyle;
pub use sensitive::Sensitive;
pub use service::{Auth, OperationInfo, Protocol, ServiceInfo};
pub use value::Value;
