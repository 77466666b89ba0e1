//! A trace for machines to read.

use super::{LayerTrace, Mismatch, PolicyTrace, StatementOutcome, StatementTrace, Trace, Verdict};
use crate::principal::Grant;
use crate::print::{Object, strings};
use crate::statement::Effect;

impl Trace<'_> {
    /// The trace as one JSON object: `decision` (`allowed`, `explicitDeny`, `implicitDeny`, `error`), `reason`,
    /// `principal`, `action`, `resource`, `layer` where one denied, `decidedBy`, `missingKeys`, and `layers` with their
    /// policies and statements. Statements count from one, as people do; `span` is bytes of the document.
    pub fn to_json(&self) -> String {
        let mut out = Object::new();
        out.string("decision", self.word());
        out.string("reason", &self.reason());
        out.string("principal", &self.principal);
        out.string("action", &self.action);
        out.string("resource", &self.resource);
        if let Some(layer) = self.decision.denial().and_then(|denial| denial.layer) {
            out.string("layer", layer.noun());
        }
        let deciding = self.deciding();
        let deciding = deciding
            .iter()
            .map(|(layer, policy, statement)| decider(layer, policy, statement));
        out.raw("decidedBy", &list(deciding));
        out.raw("missingKeys", &strings(self.missing_keys().into_iter()));
        out.raw("layers", &list(self.layers.iter().map(layer)));
        out.close()
    }
}

fn decider(
    layer: &LayerTrace<'_>,
    policy: &PolicyTrace<'_>,
    statement: &StatementTrace<'_>,
) -> String {
    let mut out = Object::new();
    out.string("layer", layer.layer.noun());
    identify(&mut out, policy);
    out.raw("statement", &(statement.number + 1).to_string());
    if let Some(sid) = statement.statement.sid() {
        out.string("sid", sid);
    }
    out.close()
}

fn layer(layer: &LayerTrace<'_>) -> String {
    let mut out = Object::new();
    out.string("layer", layer.layer.noun());
    out.string("verdict", verdict(layer.verdict));
    out.raw("policies", &list(layer.policies.iter().map(policy)));
    out.close()
}

fn policy(policy: &PolicyTrace<'_>) -> String {
    let mut out = Object::new();
    identify(&mut out, policy);
    if let Some(fault) = policy.fault {
        out.string("fault", fault.text());
    }
    out.raw("statements", &list(policy.statements.iter().map(statement)));
    out.close()
}

fn identify(out: &mut Object, policy: &PolicyTrace<'_>) {
    if let Some(name) = &policy.name {
        out.string("policy", name);
    }
    if let Some(arn) = policy.arn {
        out.string("arn", arn);
    }
    if let Some(level) = policy.level {
        out.raw("level", &level.to_string());
    }
}

fn statement(traced: &StatementTrace<'_>) -> String {
    let mut out = Object::new();
    out.raw("statement", &(traced.number + 1).to_string());
    if let Some(sid) = traced.statement.sid() {
        out.string("sid", sid);
    }
    let effect = match traced.statement.effect() {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    out.string("effect", effect);
    let span = traced.statement.span();
    out.raw("span", &format!("[{},{}]", span.start, span.end));
    match &traced.outcome {
        StatementOutcome::Applies(grant) => {
            out.string("outcome", "applies");
            if traced.statement.principals().is_some() {
                out.string("names", names(*grant));
            }
        }
        StatementOutcome::OtherAction => out.string("outcome", "otherAction"),
        StatementOutcome::DoesNotApply(mismatches) => {
            out.string("outcome", "doesNotApply");
            out.raw("because", &list(mismatches.iter().map(mismatch)));
        }
        StatementOutcome::Faulty(fault) => {
            out.string("outcome", "error");
            out.string("fault", fault.text());
        }
        StatementOutcome::NotAsked => out.string("outcome", "notAsked"),
    }
    out.close()
}

fn mismatch(mismatch: &Mismatch<'_>) -> String {
    let mut out = Object::new();
    match mismatch {
        Mismatch::Resource { missing_keys } => {
            out.string("element", "Resource");
            if !missing_keys.is_empty() {
                out.raw("missingKeys", &strings(missing_keys.iter().copied()));
            }
        }
        Mismatch::Principal => out.string("element", "Principal"),
        Mismatch::Condition(failed) => {
            let condition = failed.condition;
            out.string("element", "Condition");
            out.string("operator", &condition.operator().name());
            out.string("key", condition.key());
            let wanted = condition.literals().iter().map(|literal| literal.text());
            out.raw("wanted", &strings(wanted));
            match &failed.found {
                None => out.raw("found", "null"),
                Some(values) => out.raw("found", &strings(values.iter().map(String::as_str))),
            }
            if !failed.missing_keys.is_empty() {
                out.raw("missingKeys", &strings(failed.missing_keys.iter().copied()));
            }
        }
    }
    out.string("text", &mismatch.text());
    out.close()
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Denies => "denies",
        Verdict::Faulty => "error",
        Verdict::Allows => "allows",
        Verdict::DoesNotAllow => "doesNotAllow",
        Verdict::NotAsked => "notAsked",
        Verdict::NotApplicable => "notApplicable",
    }
}

fn names(grant: Grant) -> &'static str {
    match grant {
        Grant::None => "nobody",
        Grant::Account => "account",
        Grant::Entity => "entity",
        Grant::Direct => "caller",
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}
