//! `cargo xtask bench`: builds the release binary and the package in `benches/`, and prints the ratios that it
//! measures; arguments choose its parts.
//!
//! The package stands outside the workspace, so that the crates of peers that it measures against are never part of
//! a build of the product.

use std::process::Command;

use crate::{process, repository};

/// Measures everything, or only the parts named: verify, token, decision, request, users, server, writes,
/// allocations.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(name) = arguments
        .iter()
        .find(|name| !PARTS.contains(&name.as_str()))
    {
        return Err(format!(
            "there is no part {name}; there are: {}",
            PARTS.join(", ")
        ));
    }
    let chosen: Vec<&str> = PARTS
        .iter()
        .copied()
        .filter(|part| arguments.is_empty() || arguments.iter().any(|name| name == part))
        .collect();
    if chosen.iter().any(|part| OF_THE_BINARY.contains(part)) {
        process::run(&mut repository::cargo(&[
            "build",
            "--release",
            "-p",
            "symbolon",
        ]))?;
    }
    let manifest = repository::root().join("benches").join("Cargo.toml");
    let target = repository::target().join("benches");
    process::run(
        repository::cargo(&["build", "--release", "--bins", "--manifest-path"])
            .arg(manifest)
            .arg("--target-dir")
            .arg(&target),
    )?;

    let built = target.join("release");
    let times: Vec<&str> = chosen
        .iter()
        .copied()
        .filter(|part| *part != ALLOCATIONS)
        .collect();
    if !times.is_empty() {
        let binary = repository::binary();
        process::run(
            Command::new(built.join("times"))
                .args(&times)
                .env("SYMBOLON_BINARY", binary),
        )?;
    }
    if chosen.contains(&ALLOCATIONS) {
        process::run(&mut Command::new(built.join(ALLOCATIONS)))?;
    }
    Ok(())
}

const PARTS: &[&str] = &[
    "verify",
    "token",
    "decision",
    "request",
    "users",
    "server",
    "writes",
    ALLOCATIONS,
];
/// The parts that run the product itself.
const OF_THE_BINARY: &[&str] = &["server", "writes"];
/// Counted by a program of its own.
const ALLOCATIONS: &str = "allocations";
