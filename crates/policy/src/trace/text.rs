//! A trace for people to read.

use std::fmt;

use super::reason::policy_name;
use super::{LayerTrace, PolicyTrace, StatementOutcome, StatementTrace, Trace, Verdict};
use crate::decision::{Cause, Decision};
use crate::principal::Grant;
use crate::statement::Effect;

impl Trace<'_> {
    /// One word for the decision, as IAM's simulator has it, and `error` where something could not be evaluated.
    pub fn word(&self) -> &'static str {
        match self.decision {
            Decision::Allow => "allowed",
            Decision::Deny(denial) => match denial.cause {
                Cause::Explicit => "explicitDeny",
                Cause::Implicit => "implicitDeny",
                Cause::Fault(_) => "error",
            },
        }
    }
}

/// The decision, its reason, and every statement of every layer with what became of it.
impl fmt::Display for Trace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.decision.is_allow() {
            "ALLOWED"
        } else {
            "DENIED"
        };
        writeln!(f, "{word}  {} on {}", self.action, self.resource)?;
        writeln!(f, "  principal: {}", self.principal)?;
        writeln!(f, "  reason: {}", self.reason())?;
        let missing = self.missing_keys();
        if !missing.is_empty() {
            writeln!(
                f,
                "  keys that the request does not have: {}",
                missing.join(", ")
            )?;
        }
        for layer in &self.layers {
            write_layer(f, layer)?;
        }
        Ok(())
    }
}

fn write_layer(f: &mut fmt::Formatter<'_>, layer: &LayerTrace<'_>) -> fmt::Result {
    writeln!(f, "{} {}", layer.layer.noun(), layer.verdict.text())?;
    if layer.policies.is_empty() {
        return writeln!(f, "  (there is none)");
    }
    for policy in &layer.policies {
        write_policy(f, layer.verdict, policy)?;
    }
    Ok(())
}

fn write_policy(
    f: &mut fmt::Formatter<'_>,
    verdict: Verdict,
    policy: &PolicyTrace<'_>,
) -> fmt::Result {
    match policy.level {
        Some(level) => writeln!(f, "  {} (level {level})", policy_name(policy))?,
        None => writeln!(f, "  {}", policy_name(policy))?,
    }
    if let Some(fault) = policy.fault {
        writeln!(f, "    ! {}", fault.text())?;
    }
    if verdict == Verdict::NotApplicable {
        return Ok(());
    }
    for statement in &policy.statements {
        write_statement(f, statement)?;
    }
    Ok(())
}

fn write_statement(f: &mut fmt::Formatter<'_>, traced: &StatementTrace<'_>) -> fmt::Result {
    let effect = match traced.statement.effect() {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    let sid = traced
        .statement
        .sid()
        .map(|sid| format!(" \"{sid}\""))
        .unwrap_or_default();
    let name = format!("{}{sid} {effect}", traced.number + 1);
    match &traced.outcome {
        StatementOutcome::Applies(grant) => {
            let sign = if traced.statement.effect() == Effect::Allow {
                '+'
            } else {
                '-'
            };
            writeln!(f, "    {sign} {name}: applies{}", how(traced, *grant))
        }
        StatementOutcome::OtherAction => writeln!(f, "      {name}: is about other actions"),
        StatementOutcome::DoesNotApply(mismatches) => {
            writeln!(f, "      {name}: does not apply")?;
            for mismatch in mismatches {
                writeln!(f, "          {}", mismatch.text())?;
            }
            Ok(())
        }
        StatementOutcome::Faulty(fault) => writeln!(f, "    ! {name}: {}", fault.text()),
        StatementOutcome::NotAsked => writeln!(f, "      {name}: is not asked"),
    }
}

/// How an Allow with principals names the caller, which decides what else has to allow.
fn how(traced: &StatementTrace<'_>, grant: Grant) -> &'static str {
    let names =
        traced.statement.effect() == Effect::Allow && traced.statement.principals().is_some();
    match grant {
        Grant::Account if names => ", naming the caller's account",
        Grant::Entity if names => ", naming the role or user behind the session",
        Grant::Direct if names => ", naming the caller itself or everyone",
        _ => "",
    }
}
