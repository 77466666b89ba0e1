//! `cargo xtask tidy`: the rules of the house that a compiler does not know.
//!
//! Start reading at [`check`]. A rule is a pure function from what it reads to its findings, with tests;
//! only this file reads the repository.

mod files;
mod floors;
mod licences;
mod texts;

use std::fmt;
use std::fs;

use crate::{process, repository};

/// A broken rule: where, and why it is one.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    why: String,
}

impl Finding {
    fn new(path: &str, line: usize, why: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            why: why.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.why)
    }
}

/// The command. Takes no options.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        Some(argument) => Err(format!("unknown option {argument}")),
        None => check(),
    }
}

/// Checks every rule, prints each finding and counts them.
pub(crate) fn check() -> Result<(), String> {
    let mut findings = floors::check(&floors::Manifest::all(
        &metadata(&["--no-deps"])?,
        repository::root(),
    )?);
    let list = fs::read_to_string(repository::root().join(licences::LIST))
        .map_err(|error| format!("{}: {error}", licences::LIST))?;
    findings.extend(licences::check(&metadata(&[])?, &list));
    let names = repository::files()?;
    for name in &names {
        // A file that is not UTF-8 is data; no rule reads data.
        if let Ok(text) = fs::read_to_string(repository::root().join(name)) {
            findings.extend(files::check(name, &text));
            findings.extend(texts::check(name, &text));
        }
    }
    for finding in &findings {
        println!("{finding}");
    }
    println!(
        "tidy: {} files read, {} findings",
        names.len(),
        findings.len()
    );
    if findings.is_empty() {
        Ok(())
    } else {
        Err(format!("{} findings", findings.len()))
    }
}

/// What `cargo metadata` says of the workspace; of all it stands on too, unless told otherwise.
fn metadata(arguments: &[&str]) -> Result<serde_json::Value, String> {
    let mut cargo = repository::cargo(&["metadata", "--format-version", "1"]);
    let printed = process::output(cargo.args(arguments))?;
    serde_json::from_str(&printed)
        .map_err(|error| format!("`cargo metadata` printed no JSON: {error}"))
}
