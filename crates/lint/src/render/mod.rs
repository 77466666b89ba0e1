//! Findings for people and for machines.

mod json;
mod line;
mod sarif;
mod text;

pub use json::json;
pub use sarif::sarif;
pub use text::{Style, text};
