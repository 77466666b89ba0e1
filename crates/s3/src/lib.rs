//! S3: the protected resource. Requests are named, read and turned into demands; objects live in a local
//! directory; the decision between the two belongs to others.
//!
//! A request takes these steps, each a module, each usable alone:
//!
//! 1. [`route`] names the operation, the bucket and the key.
//! 2. [`input`] parses parameters, headers and small documents ([`xml::request`]), and refuses what is not offered.
//! 3. [`demand`] says which actions on which resources, with which condition keys, must be allowed.
//! 4. [`storage`] runs it; [`xml::response`] and [`object_headers`] write the answer, [`error`] the refusal.
//!
//! [`Front`] strings them together around the decision, which is `pipeline`'s. Start reading at [`route::route`].
//! What this crate deliberately does not know: how a caller is verified, how policies are evaluated, what time it is
//! and where randomness comes from. [`storage::Storage`] knows a bucket only by its storage id.
//!
//! ```
//! use http::{HeaderMap, Method};
//! use s3::{demand::demand, input::Input, route::{RawRequest, route}};
//!
//! let headers = HeaderMap::new();
//! let request = RawRequest {
//!     method: &Method::GET,
//!     host: "reports.s3.example.com",
//!     path: "/2026/q1.pdf",
//!     query: "",
//!     headers: &headers,
//! };
//! let routed = route(&request, &["s3.example.com".to_owned()])?;
//! let input = Input::parse(&routed, &headers, b"")?;
//! let check = &demand(&input).checks[0];
//! assert_eq!(check.action, "s3:GetObject");
//! assert_eq!(check.resource, "arn:aws:s3:::reports/2026/q1.pdf");
//! # Ok::<(), s3::error::S3Error>(())
//! ```

pub mod body;
pub mod bucket_name;
pub mod checksum;
pub mod chunked_body;
pub mod condition;
pub mod demand;
pub mod error;
pub mod front;
pub mod http_date;
pub mod input;
pub mod object_headers;
pub mod object_key;
pub mod payload;
pub mod range;
pub mod route;
pub mod storage;
pub mod xml;

pub use front::Front;
