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
        line(
            f,
            format_args!("{word}  {} on {}", self.action, self.resource),
        )?;
        line(f, format_args!("  principal: {}", self.principal))?;
        line(f, format_args!("  reason: {}", self.reason()))?;
        let missing = self.missing_keys();
        if !missing.is_empty() {
            line(
                f,
                format_args!(
                    "  keys that the request does not have: {}",
                    missing.join(", ")
                ),
            )?;
        }
        for layer in &self.layers {
            write_layer(f, layer)?;
        }
        Ok(())
    }
}

/// Writes one line. What comes from policies and requests cannot begin another, nor write to the terminal.
fn line(f: &mut fmt::Formatter<'_>, text: fmt::Arguments<'_>) -> fmt::Result {
    writeln!(f, "{}", visible(&text.to_string()))
}

/// The text with its control characters, and those that turn its direction, written out.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

fn write_layer(f: &mut fmt::Formatter<'_>, layer: &LayerTrace<'_>) -> fmt::Result {
    line(
        f,
        format_args!("{} {}", layer.layer.noun(), layer.verdict.text()),
    )?;
    if layer.policies.is_empty() {
        return line(f, format_args!("  (there is none)"));
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
        Some(level) => line(f, format_args!("  {} (level {level})", policy_name(policy)))?,
        None => line(f, format_args!("  {}", policy_name(policy)))?,
    }
    if let Some(fault) = policy.fault {
        line(f, format_args!("    ! {}", fault.text()))?;
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
            line(
                f,
                format_args!("    {sign} {name}: applies{}", how(traced, *grant)),
            )
        }
        StatementOutcome::OtherAction => {
            line(f, format_args!("      {name}: is about other actions"))
        }
        StatementOutcome::DoesNotApply(mismatches) => {
            line(f, format_args!("      {name}: does not apply"))?;
            for mismatch in mismatches {
                line(f, format_args!("          {}", mismatch.text()))?;
            }
            Ok(())
        }
        StatementOutcome::Faulty(fault) => line(f, format_args!("    ! {name}: {}", fault.text())),
        StatementOutcome::NotAsked => line(f, format_args!("      {name}: is not asked")),
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
