//! Tests through the public face of the crate.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that panics has failed, and one that skips must say so"
)]

mod asymmetric;
mod chunked;
mod common;
mod form;
mod properties;
mod published;
mod query_errors;
mod s3_errors;
mod s3_tokens;
mod suites;
