//! `cargo xtask test`: everything that must hold before a change lands, in one order, each part timed.
//!
//! A failing part does not stop the others, so that one run tells all; parts that need what failed are
//! counted as failed too. The last line counts the parts.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::{codegen, fuzz, process, repository, setup, tidy};

/// How long the parts that could run for ever run.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    crash_cycles: u32,
    signed_requests: u32,
    decisions: u32,
    /// Where the decisions start: the same for every change, another each night.
    decisions_seed: &'static str,
    fuzz_seconds: u32,
}

impl Effort {
    /// For every change: all parts in well under half an hour, cold, on two cores.
    const CHANGE: Self = Self {
        crash_cycles: 200,
        signed_requests: 2_000,
        decisions: 200_000,
        decisions_seed: "20121017",
        fuzz_seconds: 10,
    };

    /// For a night.
    pub(crate) const NIGHTLY: Self = Self {
        crash_cycles: 2_000,
        signed_requests: 50_000,
        decisions: 10_000_000,
        decisions_seed: "fresh",
        fuzz_seconds: 900,
    };
}

/// One part: its name on the command line, the part whose result it needs, and what runs it.
struct Part {
    name: &'static str,
    about: &'static str,
    needs: Option<&'static str>,
    run: fn(Effort) -> Result<(), String>,
}

const PARTS: &[Part] = &[
    Part {
        name: "setup",
        about: "install what is missing",
        needs: None,
        run: |_| setup::install(),
    },
    Part {
        name: "fmt",
        about: "formatting",
        needs: None,
        run: |_| formatting(),
    },
    Part {
        name: "tidy",
        about: "the rules of the house",
        needs: None,
        run: |_| tidy::check(),
    },
    Part {
        name: "codegen",
        about: "generated files are what their generator writes",
        needs: None,
        run: |_| codegen::run(&["--check".to_owned()]),
    },
    Part {
        name: "clippy",
        about: "lints",
        needs: None,
        run: |_| {
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])
        },
    },
    Part {
        name: "unit",
        about: "cargo test",
        needs: None,
        run: |_| cargo(&["test", "--workspace"]),
    },
    Part {
        name: "release",
        about: "the binary that the clients meet",
        needs: None,
        run: |_| cargo(&["build", "--release", "--package", "symbolon"]),
    },
    Part {
        name: "signing",
        about: "botocore and aws-sigv4 sign, sigv4 verifies",
        needs: Some("setup"),
        run: signing,
    },
    Part {
        name: "oracle",
        about: "a second, plain evaluator decides as `policy` does",
        needs: None,
        run: oracle,
    },
    Part {
        name: "story",
        about: "AWS CLI, boto3, AWS SDK for JavaScript, curl",
        needs: Some("release"),
        run: |_| clients("story", &[]),
    },
    Part {
        name: "hostile",
        about: "bad input of every kind",
        needs: Some("release"),
        run: |_| clients("hostile", &[]),
    },
    Part {
        name: "simulation",
        about: "the policy simulator, answers and errors as AWS gives them",
        needs: Some("release"),
        run: |_| clients("simulation", &[]),
    },
    Part {
        name: "identities",
        about: "users, roles, policies and sessions, careless and hostile",
        needs: Some("release"),
        run: |_| clients("identities", &[]),
    },
    Part {
        name: "mfa",
        about: "one-time codes: enabled, used once, tried too often, too old",
        needs: Some("release"),
        run: |_| clients("mfa", &[]),
    },
    Part {
        name: "delegation",
        about: "a provider asks for access, is granted it and loses it in time",
        needs: Some("release"),
        run: |_| clients("delegation", &[]),
    },
    Part {
        name: "web-identity",
        about: "a service elsewhere believes the tokens of an issuer, as long as they last",
        needs: Some("release"),
        run: |_| clients("web_identity_tokens", &[]),
    },
    Part {
        name: "authorization",
        about: "what each operation is decided on, and what a denial says",
        needs: Some("release"),
        run: |_| clients("authorization", &[]),
    },
    Part {
        name: "matrix",
        about: "which kind of caller is served which operation",
        needs: Some("release"),
        run: |_| clients("matrix", &[]),
    },
    Part {
        name: "cases",
        about: "what each operation answers and how it refuses, as written",
        needs: Some("release"),
        run: |_| clients("cases", &[]),
    },
    Part {
        name: "cycles",
        about: "the AWS CLI makes and deletes one of each; boto3 pages and waits",
        needs: Some("release"),
        run: |_| clients("cycles", &[]),
    },
    Part {
        name: "ansible",
        about: "Ansible's IAM modules find nothing to do the second time",
        needs: Some("release"),
        run: |_| clients("playbooks", &[]),
    },
    Part {
        name: "objects",
        about: "S3 word for word: bodies, keys, parts, policies, public access",
        needs: Some("release"),
        run: |_| clients("objects", &[]),
    },
    Part {
        name: "explain",
        about: "symbolon explain, simulate and lint; what a denial tells",
        needs: Some("release"),
        run: |_| clients("explain", &[]),
    },
    Part {
        name: "access-analyzer",
        about: "ValidatePolicy, and what is told of denied requests",
        needs: Some("release"),
        run: |_| clients("access_analyzer", &[]),
    },
    Part {
        name: "crash",
        about: "kill -9 under load, again and again",
        needs: Some("release"),
        run: |effort| clients("crash", &[("SYMBOLON_CRASH_CYCLES", effort.crash_cycles)]),
    },
    Part {
        name: "fuzz",
        about: "the fuzz targets, briefly",
        needs: None,
        run: |effort| fuzz::run_for(effort.fuzz_seconds, &[]),
    },
];

/// Runs the parts for a change.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    run_with(arguments, Effort::CHANGE)
}

/// Parses the options, runs the chosen parts and prints the table.
pub(crate) fn run_with(arguments: &[String], effort: Effort) -> Result<(), String> {
    if arguments == ["--list"] {
        for part in PARTS {
            println!("{:<13} {}", part.name, part.about);
        }
        return Ok(());
    }
    let mut done: Vec<Outcome> = Vec::new();
    for part in chosen(arguments)? {
        println!("\n== {}: {}", part.name, part.about);
        let outcome = run_part(part, effort, &done);
        if let Err(error) = &outcome.result {
            println!("-- {} FAILED: {error}", part.name);
        }
        done.push(outcome);
    }
    summary(&done)
}

/// What came of one part.
struct Outcome {
    name: &'static str,
    took: Duration,
    result: Result<(), String>,
}

fn run_part(part: &Part, effort: Effort, done: &[Outcome]) -> Outcome {
    let begun = Instant::now();
    let broken = |name: &&str| {
        done.iter()
            .any(|outcome| outcome.name == *name && outcome.result.is_err())
    };
    let result = match part.needs.filter(broken) {
        Some(needed) => Err(format!("needs `{needed}`, which failed")),
        None => (part.run)(effort),
    };
    Outcome {
        name: part.name,
        took: begun.elapsed(),
        result,
    }
}

/// The parts that `--only` and `--skip` leave, in the order of [`PARTS`].
fn chosen(arguments: &[String]) -> Result<Vec<&'static Part>, String> {
    let (mut only, mut skipped) = (Vec::new(), Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let list = match argument.as_str() {
            "--only" => &mut only,
            "--skip" => &mut skipped,
            _ => {
                return Err(format!(
                    "unknown option {argument}; there are --only, --skip and --list"
                ));
            }
        };
        let name = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs the name of a part"))?;
        if !PARTS.iter().any(|part| part.name == name) {
            return Err(format!(
                "there is no part `{name}`; `cargo xtask test --list` lists them"
            ));
        }
        list.push(name.as_str());
    }
    let wanted = |part: &&Part| {
        (only.is_empty() || only.contains(&part.name)) && !skipped.contains(&part.name)
    };
    Ok(PARTS.iter().filter(wanted).collect())
}

/// The table of parts, how to run a failed one alone, and the count as the last line.
fn summary(done: &[Outcome]) -> Result<(), String> {
    println!("\n== what each part took");
    for outcome in done {
        let verdict = if outcome.result.is_ok() {
            "ok"
        } else {
            "FAILED"
        };
        println!(
            "{:<13} {:>7.1} s  {verdict}",
            outcome.name,
            outcome.took.as_secs_f64()
        );
    }
    let total: Duration = done.iter().map(|outcome| outcome.took).sum();
    println!("{:<13} {:>7.1} s", "total", total.as_secs_f64());
    let failed: Vec<&Outcome> = done
        .iter()
        .filter(|outcome| outcome.result.is_err())
        .collect();
    for outcome in &failed {
        println!("again, alone: cargo xtask test --only {}", outcome.name);
    }
    println!(
        "{} passed, {} failed",
        done.len() - failed.len(),
        failed.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("{} of {} parts failed", failed.len(), done.len()))
    }
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    process::run(&mut repository::cargo(arguments))
}

/// The workspace, and the packages that stand outside it.
fn formatting() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"])?;
    // Without `--all`, which would follow their paths back into the workspace.
    cargo(&[
        "fmt",
        "--check",
        "--manifest-path",
        "conformance/signing/Cargo.toml",
    ])?;
    cargo(&[
        "fmt",
        "--check",
        "--manifest-path",
        "conformance/oracle/Cargo.toml",
    ])?;
    cargo(&["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"])
}

/// Has botocore write signed requests, then verifies them and those that the aws-sigv4 crate signs.
fn signing(effort: Effort) -> Result<(), String> {
    let count = effort.signed_requests.to_string();
    let folder = repository::root().join("conformance").join("signing");
    let requests = repository::target().join("signed-requests.jsonl");
    let mut generate = Command::new(repository::python());
    generate
        .arg(folder.join("generate.py"))
        .arg(&requests)
        .arg(&count);
    process::run(&mut generate)?;
    let mut verify = repository::cargo(&["run", "--quiet", "--manifest-path"]);
    verify
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(repository::target());
    process::run(verify.arg("--").arg(&requests).arg(&count))
}

/// Tests the plain evaluator by itself, then asks it and the `policy` crate the same random cases.
fn oracle(effort: Effort) -> Result<(), String> {
    let manifest = repository::root()
        .join("conformance")
        .join("oracle")
        .join("Cargo.toml");
    let run = |command: &str, arguments: &[&str]| {
        let mut cargo = repository::cargo(&[command, "--release", "--quiet", "--manifest-path"]);
        cargo
            .arg(&manifest)
            .arg("--target-dir")
            .arg(repository::target());
        process::run(cargo.args(arguments))
    };
    run("test", &[])?;
    let count = effort.decisions.to_string();
    run("run", &["--", &count, "--seed", effort.decisions_seed])
}

/// Runs one Python module of `conformance/clients` against the release binary.
fn clients(module: &str, settings: &[(&str, u32)]) -> Result<(), String> {
    let mut python = Command::new(repository::python());
    python
        .current_dir(repository::root().join("conformance").join("clients"))
        .args(["-m", "unittest", "--verbose", module])
        .env("SYMBOLON_BINARY", repository::binary())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    for (name, value) in settings {
        python.env(name, value.to_string());
    }
    process::run(&mut python)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>, String> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Ok(chosen(&arguments)?.iter().map(|part| part.name).collect())
    }

    #[test]
    fn only_and_skip_choose_parts_in_the_order_of_the_table() {
        assert_eq!(
            names(&["--only", "tidy", "--only", "fmt"]).unwrap(),
            ["fmt", "tidy"]
        );
        assert_eq!(names(&[]).unwrap().len(), PARTS.len());
        assert!(!names(&["--skip", "fuzz"]).unwrap().contains(&"fuzz"));
    }

    #[test]
    fn a_misspelt_part_is_refused() {
        assert!(names(&["--only", "fuz"]).is_err());
        assert!(names(&["--only"]).is_err());
        assert!(names(&["--onyl", "fuzz"]).is_err());
    }

    #[test]
    fn a_part_whose_need_failed_is_not_run() {
        let part = Part {
            name: "late",
            about: "",
            needs: Some("early"),
            run: |_| Ok(()),
        };
        let early = |result| {
            [Outcome {
                name: "early",
                took: Duration::ZERO,
                result,
            }]
        };
        assert!(
            run_part(&part, Effort::CHANGE, &early(Ok(())))
                .result
                .is_ok()
        );
        assert!(
            run_part(&part, Effort::CHANGE, &early(Err("why".into())))
                .result
                .is_err()
        );
    }

    #[test]
    fn every_need_names_an_earlier_part() {
        for (index, part) in PARTS.iter().enumerate() {
            let earlier = PARTS.iter().take(index);
            assert!(
                part.needs
                    .is_none_or(|need| earlier.into_iter().any(|early| early.name == need)),
                "{}",
                part.name
            );
        }
    }

    #[test]
    fn one_failure_fails_the_whole() {
        let outcome = |result| Outcome {
            name: "x",
            took: Duration::ZERO,
            result,
        };
        assert!(summary(&[outcome(Ok(()))]).is_ok());
        assert!(summary(&[outcome(Ok(())), outcome(Err("why".into()))]).is_err());
    }
}
