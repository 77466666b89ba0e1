//! Where things are: the repository's root, its target directory, and the files git knows of.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// The root of the repository: the folder above this crate's.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The one target directory, shared by every build that a command starts.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The release binary, once it is built.
pub(crate) fn binary() -> PathBuf {
    target().join("release").join("symbolon")
}

/// The Python environment of the tests.
pub(crate) fn python() -> PathBuf {
    target().join("venv").join("bin").join("python")
}

/// `cargo`, the one that runs this command, in the root of the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    // Set by `cargo run` for this crate alone; nested builds must not see them as their own.
    for name in [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PKG_NAME",
        "CARGO_PKG_VERSION",
    ] {
        command.env_remove(name);
    }
    command
}

/// Every file that git tracks or would add, as paths relative to the root, sorted.
pub(crate) fn files() -> Result<Vec<String>, String> {
    let mut git = Command::new("git");
    git.current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let mut names: Vec<String> = process::output(&mut git)?
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
