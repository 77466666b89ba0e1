//! `cargo xtask fuzz`: builds the libFuzzer targets of `fuzz/` with the stable toolchain and runs each.
//!
//! The flags are those that cargo-fuzz passes, less the address sanitizer, which needs a nightly
//! toolchain: there is no unsafe code of ours for it to watch. What is looked for is a panic, a hang, an
//! overflow (checks are on) and a broken law that the target asserts.
//! <https://llvm.org/docs/LibFuzzer.html>

use std::path::{Path, PathBuf};

use crate::{process, repository};

/// How long each target runs when `--seconds` is not given.
const SECONDS: u32 = 20;

/// One input may take this long, far above what any takes; a longer one is a hang.
const SECONDS_PER_INPUT_MAX: u32 = 10;

/// How much of a failing target's output is shown: the panic, the stack and the input.
const LINES_OF_A_FAILURE: usize = 60;

const FLAGS: &[&str] = &[
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// Parses the options, builds, and runs the targets one after the other.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let mut seconds = SECONDS;
    let mut chosen = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--seconds" => {
                seconds = value
                    .parse()
                    .map_err(|_| format!("--seconds {value}: not a number"))?
            }
            "--target" => chosen.push(value.clone()),
            _ => return Err(format!("unknown option {argument}")),
        }
    }
    run_for(seconds, &chosen)
}

/// Builds all targets and runs those in `chosen` (all, when it is empty) for `seconds` each.
pub(crate) fn run_for(seconds: u32, chosen: &[String]) -> Result<(), String> {
    let folder = repository::root().join("fuzz");
    let targets = targets(&folder)?;
    if let Some(name) = chosen.iter().find(|name| !targets.contains(name)) {
        return Err(format!(
            "there is no target {name}; there are: {}",
            targets.join(", ")
        ));
    }
    let built = build(&folder)?;
    for target in targets
        .iter()
        .filter(|target| chosen.is_empty() || chosen.contains(target))
    {
        run_target(&folder, &built, target, seconds)?;
    }
    Ok(())
}

/// The targets are the files in `fuzz/targets`, each a binary of that name.
fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let sources = folder.join("targets");
    let entries =
        std::fs::read_dir(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".rs")?.to_owned()))
        .collect();
    names.sort_unstable();
    if names.is_empty() {
        Err(format!("{} holds no target", sources.display()))
    } else {
        Ok(names)
    }
}

/// Builds every target and gives the folder with the binaries. The triple is named so that the flags do
/// not reach build scripts and procedural macros.
fn build(folder: &Path) -> Result<PathBuf, String> {
    let triple = host()?;
    let target = repository::target().join("fuzz");
    let mut cargo = repository::cargo(&["build", "--release", "--bins", "--target", &triple]);
    cargo
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    process::run(cargo.env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")))?;
    Ok(target.join(triple).join("release"))
}

/// Runs one target over its committed seeds and the corpus that earlier runs found.
fn run_target(folder: &Path, built: &Path, target: &str, seconds: u32) -> Result<(), String> {
    let corpus = repository::target()
        .join("fuzz")
        .join("corpus")
        .join(target);
    let artifacts = folder.join("artifacts").join(target);
    for path in [&corpus, &artifacts] {
        std::fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let mut command = std::process::Command::new(built.join(target));
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SECONDS_PER_INPUT_MAX}"))
        .arg("-rss_limit_mb=2048")
        .arg("-max_len=16384")
        .arg("-verbosity=0")
        .arg("-print_final_stats=1")
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(&corpus);
    let seeds = folder.join("seeds").join(target);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    println!("$ {target}, {seconds} s");
    report(target, &mut command)
        .map_err(|error| format!("{error}; the input is in {}", artifacts.display()))
}

/// Runs a target; of the much that it prints, success keeps the counts and failure the end.
fn report(target: &str, command: &mut std::process::Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("could not start {target}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        for line in said.lines().filter(|line| line.starts_with("stat::n")) {
            println!("  {line}");
        }
        return Ok(());
    }
    let lines: Vec<&str> = said.lines().collect();
    for line in lines
        .iter()
        .skip(lines.len().saturating_sub(LINES_OF_A_FAILURE))
    {
        println!("  {line}");
    }
    Err(format!("{target} ended with {}", output.status))
}

/// The triple of this machine, from `rustc -vV`.
fn host() -> Result<String, String> {
    let said = process::output(std::process::Command::new("rustc").arg("-vV"))?;
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host".to_owned())
}
