//! `cargo xtask bench`: runs the packages in `benches/`, each of which prints the ratios it measured.
//!
//! They stand outside the workspace, so that the crates of peers that they measure against are never
//! part of a build of the product.

use std::path::PathBuf;

use crate::{process, repository};

/// Runs every bench package, or only those named.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let packages = packages()?;
    let unknown = arguments.iter().find(|name| {
        !packages
            .iter()
            .any(|package| package.ends_with(name.as_str()))
    });
    if let Some(name) = unknown {
        return Err(format!("there is no bench package benches/{name}"));
    }
    for package in packages {
        if arguments.is_empty() || arguments.iter().any(|name| package.ends_with(name)) {
            let manifest = package.join("Cargo.toml");
            process::run(
                repository::cargo(&["run", "--release", "--manifest-path"]).arg(manifest),
            )?;
        }
    }
    Ok(())
}

/// The folders in `benches/` that are packages, sorted by name.
fn packages() -> Result<Vec<PathBuf>, String> {
    let folder = repository::root().join("benches");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut packages: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .collect();
    packages.sort_unstable();
    if packages.is_empty() {
        Err(format!("{} holds no package", folder.display()))
    } else {
        Ok(packages)
    }
}
