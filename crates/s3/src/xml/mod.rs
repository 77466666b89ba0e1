//! The XML documents of S3, read and written.

pub mod request;
pub mod response;

mod element;

pub use element::Element;
