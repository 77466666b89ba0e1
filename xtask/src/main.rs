//! `cargo xtask`: everything that is done to this repository by a command, and by the same command in CI.
//!
//! Start reading at [`COMMANDS`]; each command is one module. Nothing here is shipped: the product knows
//! nothing of this crate, and this crate knows of the product only its files, its manifests and its binary.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a command-line tool: it prints, takes the time of its parts and reads the environment"
)]

mod bench;
mod codegen;
mod fuzz;
mod nightly;
mod process;
mod repository;
mod setup;
mod test;
mod tidy;

use std::process::ExitCode;

/// A command: what it is called, what `cargo xtask help` says of it, and what runs it.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<(), String>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "test",
        about: "install what the tests need, then run every check (--only PART, --skip PART, --list)",
        run: test::run,
    },
    Command {
        name: "tidy",
        about: "check the floors of the house, the size and opening of files, and forbidden texts",
        run: tidy::run,
    },
    Command {
        name: "setup",
        about: "only install what the tests need: Debian packages, Python and JavaScript packages",
        run: setup::run,
    },
    Command {
        name: "codegen",
        about: "write the generated files again, or with --check only compare them",
        run: codegen::run,
    },
    Command {
        name: "fuzz",
        about: "build the fuzz targets and run each (--seconds N, --target NAME)",
        run: fuzz::run,
    },
    Command {
        name: "bench",
        about: "measure side by side in one run, ours against floors and peers (PACKAGE names choose)",
        run: bench::run,
    },
    Command {
        name: "nightly",
        about: "everything `test` runs, with ten times the crash cycles, cases and fuzzing",
        run: nightly::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("cargo xtask: there is no command `{name}`\n\n{}", usage());
        return ExitCode::from(2);
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("cargo xtask {name}: {message}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask COMMAND [OPTIONS]\n\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:<8} {}\n", command.name, command.about));
    }
    text
}
