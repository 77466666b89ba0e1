//! `cargo xtask setup`: brings a fresh Debian machine with Rust, Python 3 and Node to where the tests run.
//!
//! Each step looks first and does nothing when its result is there, so that a second run needs no network.
//! Packages of Python and JavaScript are pinned by files in `conformance/`; none of their install scripts runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{process, repository};

/// A Debian package, and the file by which its presence is known.
struct Package {
    name: &'static str,
    gives: &'static str,
    what_for: &'static str,
}

const PACKAGES: &[Package] = &[
    Package {
        name: "awscli",
        gives: "/usr/bin/aws",
        what_for: "the AWS CLI v2 of the conformance story",
    },
    Package {
        name: "curl",
        gives: "/usr/bin/curl",
        what_for: "anonymous downloads",
    },
    Package {
        name: "faketime",
        gives: "/usr/bin/faketime",
        what_for: "sessions that expire: server and client under a moved clock",
    },
    Package {
        name: "g++",
        gives: "/usr/bin/g++",
        what_for: "libFuzzer and the C parts of dependencies",
    },
];

/// The pinned Python packages of every test that is written in Python.
const REQUIREMENTS: &str = "conformance/requirements.txt";

/// The JavaScript client of the story, with its lock file.
const JAVASCRIPT: &str = "conformance/clients/js";

/// Installs everything. Takes no options.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(argument) = arguments.first() {
        return Err(format!("unknown option {argument}"));
    }
    install()
}

/// Installs whatever is missing.
pub(crate) fn install() -> Result<(), String> {
    debian_packages()?;
    python_environment()?;
    javascript_packages()
}

fn debian_packages() -> Result<(), String> {
    let missing: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| !Path::new(package.gives).exists())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    for package in &missing {
        println!("missing: {} ({})", package.name, package.what_for);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    apt(&["install", "--yes", "--no-install-recommends"], &names)
}

/// `apt-get update`, then `apt-get` with these arguments; a person who is not root is told what to type.
fn apt(arguments: &[&str], names: &[&str]) -> Result<(), String> {
    let id = process::output(Command::new("id").arg("-u"))?;
    if id.trim() != "0" {
        return Err(format!(
            "run this once, then again: sudo apt-get install {}",
            names.join(" ")
        ));
    }
    let quiet = |command: &mut Command| {
        command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
    };
    let mut update = Command::new("apt-get");
    quiet(update.arg("update"));
    process::run(&mut update)?;
    let mut install = Command::new("apt-get");
    quiet(install.args(arguments).args(names));
    process::run(&mut install)
}

/// A virtual environment in the target directory, remade when its list of packages changes.
fn python_environment() -> Result<(), String> {
    let requirements = repository::root().join(REQUIREMENTS);
    let wanted = read(&requirements)?;
    let folder = repository::target().join("venv");
    let stamp = folder.join("installed.txt");
    if repository::python().exists()
        && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted)
    {
        return Ok(());
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(&folder);
    if process::run(&mut make).is_err() {
        // Debian's Python has its `venv` in a package of its own.
        apt(
            &["install", "--yes", "--no-install-recommends"],
            &["python3-venv"],
        )?;
        process::run(&mut make)?;
    }
    let mut install = Command::new(repository::python());
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]);
    process::run(
        install
            .args(["--only-binary", ":all:", "-r"])
            .arg(&requirements),
    )?;
    write(&stamp, &wanted)
}

/// What the lock file pins, installed beside it, again only when the lock file changed.
fn javascript_packages() -> Result<(), String> {
    let folder = repository::root().join(JAVASCRIPT);
    let wanted = read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules").join("installed.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    process::run(&mut npm)?;
    write(&stamp, &wanted)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
