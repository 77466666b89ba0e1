//! How answers and complaints reach who asked: streams, colours and exit codes.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::Show;

/// Why there is no answer; each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    #[error("{0}")]
    Question(String),
    #[error("cannot read {path}: {error}")]
    File {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{0}")]
    Server(String),
    #[error("cannot write the answer: {0}")]
    Output(std::io::Error),
}

impl AskError {
    pub(crate) fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }
}

/// 0 for yes, 1 for no, 2 for an error, which goes to standard error.
pub(crate) fn exit(answer: Result<bool, AskError>) -> ExitCode {
    match answer {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

/// Tells people something that is not the answer.
pub(crate) fn complain(text: &str) {
    let lines: Vec<String> = text.lines().map(visible).collect();
    let _ = writeln!(std::io::stderr(), "symbolon: {}", lines.join("\n"));
}

/// The text without control characters: what comes from elsewhere cannot write to the terminal.
pub(crate) fn visible(text: &str) -> String {
    let one = |c: char| {
        if c.is_control() {
            c.escape_unicode().to_string()
        } else {
            c.to_string()
        }
    };
    text.chars().map(one).collect()
}

/// Writes the answer.
pub(crate) fn print(text: &str) -> Result<(), AskError> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    written
        .and_then(|()| stdout.flush())
        .map_err(AskError::Output)
}

/// Colours, where they are seen and not refused (<https://no-color.org>).
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    pub(crate) fn new(show: &Show) -> Self {
        let is_refused = show.no_color.as_ref().is_some_and(|text| !text.is_empty());
        Paint {
            is_on: std::io::stdout().is_terminal() && !is_refused && !show.json,
        }
    }

    /// The decision's word.
    pub(crate) fn word(self, is_allowed: bool, word: &str) -> String {
        self.in_colour(if is_allowed { GREEN } else { RED }, word)
    }

    /// A trace: what decides stands out, what does not concern the request steps back.
    pub(crate) fn trace(self, text: &str) -> String {
        let lines = text.lines().map(|line| {
            let colour = match line.trim_start() {
                rest if line.starts_with("ALLOWED") || rest.starts_with("+ ") => GREEN,
                rest if line.starts_with("DENIED")
                    || rest.starts_with("- ")
                    || rest.starts_with("! ") =>
                {
                    RED
                }
                rest if rest.ends_with(": is about other actions")
                    || rest.ends_with(": is not asked") =>
                {
                    FAINT
                }
                _ if !line.starts_with(' ') => BOLD,
                _ => "",
            };
            self.in_colour(colour, line) + "\n"
        });
        lines.collect()
    }

    fn in_colour(self, colour: &str, text: &str) -> String {
        if self.is_on && !colour.is_empty() {
            format!("{colour}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const BOLD: &str = "\u{1b}[1m";
const FAINT: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_mark_what_decides() {
        let text = "DENIED  a:B on *\nidentity-based policy denies\n    - 1 Deny: applies\n      2 Allow: is about other actions\n";
        let painted = Paint { is_on: true }.trace(text);
        assert_eq!(
            painted,
            "\u{1b}[31mDENIED  a:B on *\u{1b}[0m\n\u{1b}[1midentity-based policy denies\u{1b}[0m\n\
             \u{1b}[31m    - 1 Deny: applies\u{1b}[0m\n\u{1b}[2m      2 Allow: is about other actions\u{1b}[0m\n"
        );
        assert_eq!(Paint { is_on: false }.trace(text), text);
    }
}
