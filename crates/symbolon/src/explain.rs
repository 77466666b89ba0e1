//! `symbolon explain`: decides requests by policies, from files or from a running server, and says why.

pub(crate) mod answer;
mod client;
pub(crate) mod policies;
mod principal;
pub(crate) mod question;
mod request_file;
pub(crate) mod server;

use std::process::ExitCode;

use crate::cli::Ask;
use answer::{AskError, Paint};
use question::Question;

/// Answers on standard output, complains on standard error.
pub(crate) fn run(ask: &Ask) -> ExitCode {
    answer::exit(explain(ask))
}

fn explain(ask: &Ask) -> Result<bool, AskError> {
    let mut question = Question::read(ask)?;
    if let Some(server) = server::connect(&ask.server)? {
        server.complete(&mut question)?;
    }
    let paint = Paint::new(&ask.show);
    let mut is_allowed = true;
    let mut traces = Vec::new();
    question.each(|traced| {
        is_allowed &= traced.decision().is_allow();
        traces.push(if ask.show.json {
            traced.to_json()
        } else {
            paint.trace(&traced.to_string())
        });
    });
    if ask.show.json {
        let checks = traces.join(",");
        answer::print(&format!(
            "{{\"allowed\":{is_allowed},\"checks\":[{checks}]}}\n"
        ))?;
    } else {
        answer::print(&traces.join("\n"))?;
    }
    Ok(is_allowed)
}
