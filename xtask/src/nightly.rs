//! `cargo xtask nightly`: what `test` runs, for as long as a night allows.

use crate::test::{self, Effort};

/// Runs every part of `test` with the long effort; takes the same options.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    test::run_with(arguments, Effort::NIGHTLY)
}
