//! `symbolon simulate`: decides many requests by policies, one line each; with a server, by its own simulator.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::Ask;
use crate::explain::answer::{self, AskError, Paint, visible};
use crate::explain::question::Question;
use crate::explain::server::{self, Simulated};

/// Answers on standard output, complains on standard error.
pub(crate) fn run(ask: &Ask) -> ExitCode {
    answer::exit(simulate(ask))
}

/// One line of the answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    action: String,
    resource: String,
    /// `allowed`, `explicitDeny`, `implicitDeny`, or `error` where a policy cannot be evaluated.
    decision: String,
    reason: String,
    decided_by: Vec<Decider>,
    missing_keys: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Decider {
    policy: String,
    /// The layer, or what the server says the policy is.
    layer: String,
    /// Counted from one; the server does not number statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Answer {
    allowed: bool,
    results: Vec<Row>,
}

fn simulate(ask: &Ask) -> Result<bool, AskError> {
    let question = Question::read(ask)?;
    let results: Vec<Row> = match server::connect(&ask.server)? {
        Some(server) => server
            .simulate(&question)?
            .into_iter()
            .map(Row::from)
            .collect(),
        None => decided(&question),
    };
    let allowed = !results.is_empty() && results.iter().all(Row::is_allowed);
    if ask.show.json {
        let json = serde_json::to_string(&Answer { allowed, results });
        let json = json.map_err(|error| AskError::Server(error.to_string()))?;
        answer::print(&format!("{json}\n"))?;
    } else {
        answer::print(&table(&results, Paint::new(&ask.show)))?;
    }
    Ok(allowed)
}

fn decided(question: &Question) -> Vec<Row> {
    let mut rows = Vec::new();
    question.each(|traced| {
        let decider = |(layer, policy, statement): (
            &policy::LayerTrace<'_>,
            &policy::PolicyTrace<'_>,
            &policy::StatementTrace<'_>,
        )| Decider {
            policy: policy.name.clone().unwrap_or_default(),
            layer: layer.layer.noun().to_owned(),
            statement: Some(statement.number + 1),
        };
        rows.push(Row {
            action: traced.action().to_owned(),
            resource: traced.resource().to_owned(),
            decision: traced.word().to_owned(),
            reason: traced.reason(),
            decided_by: traced.deciding().into_iter().map(decider).collect(),
            missing_keys: traced
                .missing_keys()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        });
    });
    rows
}

impl From<Simulated> for Row {
    fn from(simulated: Simulated) -> Self {
        let decided_by: Vec<Decider> = simulated
            .matched
            .into_iter()
            .map(|(policy, layer)| Decider {
                policy,
                layer,
                statement: None,
            })
            .collect();
        let names: Vec<String> = decided_by
            .iter()
            .map(|decider| format!("{} ({})", decider.policy, decider.layer))
            .collect();
        let reason = match (names.is_empty(), simulated.decision.as_str()) {
            (true, "allowed") => "allowed by the server".to_owned(),
            (true, _) => "no statement matches".to_owned(),
            (false, "allowed") => format!("allowed by {}", names.join(" and ")),
            (false, "explicitDeny") => format!("explicit deny by {}", names.join(" and ")),
            (false, _) => format!("matched, which is not enough: {}", names.join(" and ")),
        };
        Row {
            action: simulated.action,
            resource: simulated.resource,
            decision: simulated.decision,
            reason,
            decided_by,
            missing_keys: simulated.missing_keys,
        }
    }
}

impl Row {
    fn is_allowed(&self) -> bool {
        self.decision == "allowed"
    }
}

fn table(rows: &[Row], paint: Paint) -> String {
    let width = |text: fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| text(row).chars().count());
        widths.max().unwrap_or_default()
    };
    let (decisions, actions) = (width(|row| &row.decision), width(|row| &row.action));
    let mut text = String::new();
    let mut line = |written: String| {
        text.push_str(&written);
        text.push('\n');
    };
    for row in rows {
        let word = format!("{:decisions$}", visible(&row.decision));
        let asked = format!("{:actions$}  {}", row.action, row.resource);
        line(format!(
            "{}  {}",
            paint.word(row.is_allowed(), &word),
            visible(&asked)
        ));
        line(format!("    {}", visible(&row.reason)));
        if !row.missing_keys.is_empty() {
            let keys = visible(&row.missing_keys.join(", "));
            line(format!("    keys that the request does not have: {keys}"));
        }
    }
    let allowed = rows.iter().filter(|row| row.is_allowed()).count();
    line(format!("{allowed} of {} allowed", rows.len()));
    text
}
