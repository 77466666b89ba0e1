//! Running other programs: each is printed before it runs, and a failure says which one failed and how.

use std::process::{Command, Stdio};

/// Runs `command` with its output shown as it comes; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    println!("$ {line}");
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` ended with {status}"))
    }
}

/// Runs `command` silently and gives its standard output; its error output is part of the error.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let line = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "`{line}` ended with {}: {}",
            output.status,
            said.trim()
        ));
    }
    String::from_utf8(output.stdout)
        .map_err(|error| format!("`{line}` did not print UTF-8: {error}"))
}

/// The command as a person would type it, without the environment.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .map(|part| {
            if part.contains(' ') {
                format!("'{part}'")
            } else {
                part.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(error, "`sh -c 'exit 3'` ended with exit status: 3");
    }

    #[test]
    fn output_is_what_the_program_printed() {
        assert_eq!(output(Command::new("printf").arg("a b")).unwrap(), "a b");
        assert!(
            output(Command::new("sh").args(["-c", "echo why >&2; exit 1"]))
                .unwrap_err()
                .contains("why")
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(
            run(&mut Command::new("no-such-program-here"))
                .unwrap_err()
                .starts_with("could not start")
        );
    }
}
