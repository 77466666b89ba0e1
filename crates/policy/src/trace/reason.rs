//! The shortest honest reason for a decision, in a sentence.

use super::text::visible;
use super::{
    FailedCondition, LayerTrace, Mismatch, PolicyTrace, StatementOutcome, StatementTrace, Trace,
    Verdict,
};
use crate::caller::CallerKind;
use crate::decision::{Cause, Decision, Denial, Layer};
use crate::operator::Comparison;
use crate::statement::{Effect, Fault};

impl Trace<'_> {
    /// Why the decision is what it is. Where a statement decided it is named; where the absence of one did, the nearest
    /// is named with what kept it from applying. One line, without control characters.
    pub fn reason(&self) -> String {
        visible(&match self.decision {
            Decision::Allow => self.why_allowed(),
            Decision::Deny(denial) => self.why_denied(&denial),
        })
    }

    fn why_allowed(&self) -> String {
        if self.is_open {
            return format!("no policy is asked about {}", self.action);
        }
        let deciding: Vec<String> = self
            .deciding()
            .into_iter()
            .map(|(layer, policy, statement)| {
                format!(
                    "{} ({})",
                    statement_name(policy, statement),
                    layer.layer.noun()
                )
            })
            .collect();
        if deciding.is_empty() {
            return match self.caller_kind {
                CallerKind::RootSession => {
                    "the task policy of the session does not deny it".to_owned()
                }
                _ => "the root user needs no policy of its own, and nothing denies it".to_owned(),
            };
        }
        format!("allowed by {}", deciding.join(" and "))
    }

    fn why_denied(&self, denial: &Denial<'_>) -> String {
        match (denial.cause, denial.layer) {
            (Cause::Fault(fault), None) => fault.text().to_owned(),
            (Cause::Fault(fault), Some(layer)) => {
                let place = self.place(denial);
                format!(
                    "{} of {} cannot be evaluated, which denies: {}",
                    place,
                    article(layer),
                    fault.text()
                )
            }
            (Cause::Explicit, _) => {
                let noun = denial.layer.map(Layer::noun).unwrap_or_default();
                format!("explicit deny by {} ({noun})", self.place(denial))
            }
            (Cause::Implicit, Some(layer)) => self.why_not_allowed(layer),
            (Cause::Implicit, None) => "nothing allows it".to_owned(),
        }
    }

    fn place(&self, denial: &Denial<'_>) -> String {
        if let Some((_, policy, statement)) = self.named_by(denial) {
            return statement_name(policy, statement);
        }
        let layer = denial.layer.and_then(|layer| self.layer(layer));
        let policy = layer.and_then(|layer| {
            layer
                .policies
                .iter()
                .find(|policy| Some(policy.source) == denial.source)
        });
        policy.map_or_else(|| "a policy".to_owned(), policy_name)
    }

    fn why_not_allowed(&self, layer: Layer) -> String {
        let Some(traced) = self.layer(layer) else {
            return format!("no {} allows the {} action", layer.noun(), self.action);
        };
        if traced.policies.is_empty() {
            return match (layer, self.caller_kind) {
                (Layer::Session, _) => {
                    "the session was made without a session policy, so it may do nothing".to_owned()
                }
                _ => format!(
                    "there is no {} that could allow the {} action",
                    layer.noun(),
                    self.action
                ),
            };
        }
        let claim = format!("no {} allows the {} action", layer.noun(), self.action);
        if self.has_too_weak_allow(traced) {
            return format!(
                "{claim} to this very principal: what applies names its account or nobody in particular"
            );
        }
        match nearest(traced) {
            Some((policy, statement, mismatches)) => {
                let why: Vec<String> = mismatches.iter().map(Mismatch::text).collect();
                let name = statement_name(policy, statement);
                format!(
                    "{claim}: {name} does not apply, because {}",
                    why.join(", and ")
                )
            }
            None => claim,
        }
    }

    fn has_too_weak_allow(&self, layer: &LayerTrace<'_>) -> bool {
        layer
            .policies
            .iter()
            .flat_map(|policy| &policy.statements)
            .any(|statement| {
                statement.statement.effect() == Effect::Allow
                    && matches!(statement.outcome, StatementOutcome::Applies(_))
                    && matches!(layer.layer, Layer::Resource | Layer::Trust)
            })
    }
}

/// The Allow about the action that has the fewest reasons not to apply. In an organization only levels that lack an
/// Allow count, because another one is of no use to them.
fn nearest<'t, 'a>(
    layer: &'t LayerTrace<'a>,
) -> Option<(
    &'t PolicyTrace<'a>,
    &'t StatementTrace<'a>,
    &'t [Mismatch<'a>],
)> {
    let applies = |policy: &PolicyTrace<'_>| {
        policy.statements.iter().any(|statement| {
            statement.statement.effect() == Effect::Allow
                && matches!(statement.outcome, StatementOutcome::Applies(_))
        })
    };
    let level_allows = |level| {
        layer
            .policies
            .iter()
            .any(|policy| policy.level == level && applies(policy))
    };
    layer
        .policies
        .iter()
        .filter(|policy| !level_allows(policy.level))
        .flat_map(|policy| {
            policy
                .statements
                .iter()
                .map(move |statement| (policy, statement))
        })
        .filter(|(_, statement)| statement.statement.effect() == Effect::Allow)
        .filter_map(|(policy, statement)| match &statement.outcome {
            StatementOutcome::DoesNotApply(mismatches) => {
                Some((policy, statement, mismatches.as_slice()))
            }
            _ => None,
        })
        .min_by_key(|(_, _, mismatches)| mismatches.len())
}

impl Mismatch<'_> {
    /// The reason in words.
    pub(super) fn text(&self) -> String {
        match self {
            Mismatch::Resource { missing_keys } if missing_keys.is_empty() => {
                "it is about other resources".to_owned()
            }
            Mismatch::Resource { missing_keys } => format!(
                "its resource holds ${{{}}}, which the request does not have",
                missing_keys.join("} and ${")
            ),
            Mismatch::Principal => "it is about other principals".to_owned(),
            Mismatch::Condition(failed) => failed.text(),
        }
    }
}

impl FailedCondition<'_> {
    fn text(&self) -> String {
        let condition = self.condition;
        let operator = condition.operator();
        let found = match &self.found {
            None => "the request has no such key".to_owned(),
            Some(values) => format!("the request has {}", values.join(", ")),
        };
        let wanted: Vec<&str> = condition
            .literals()
            .iter()
            .map(|literal| literal.text())
            .collect();
        if operator.comparison == Comparison::Null {
            return format!(
                "{} {} is not {}",
                operator.name(),
                condition.key(),
                wanted.join(", ")
            );
        }
        let mut text = format!(
            "{} {} wants {} and {found}",
            operator.name(),
            condition.key(),
            if wanted.is_empty() {
                "no value".to_owned()
            } else {
                wanted.join(" or ")
            },
        );
        for key in &self.missing_keys {
            text.push_str(&format!(", and ${{{key}}} has no value"));
        }
        text
    }
}

/// `statement 2 "Sid" of NAME`
pub(super) fn statement_name(policy: &PolicyTrace<'_>, statement: &StatementTrace<'_>) -> String {
    let sid = match statement.statement.sid() {
        Some(sid) => format!(" \"{sid}\""),
        None => String::new(),
    };
    format!(
        "statement {}{sid} of {}",
        statement.number + 1,
        policy_name(policy)
    )
}

/// What the policy is called, its ARN, or its place.
pub(super) fn policy_name(policy: &PolicyTrace<'_>) -> String {
    let name = policy
        .name
        .clone()
        .or_else(|| policy.arn.map(str::to_owned));
    name.unwrap_or_else(|| format!("policy {}", policy.source + 1))
}

fn article(layer: Layer) -> String {
    match layer {
        Layer::Identity => format!("an {}", layer.noun()),
        Layer::Trust => format!("the {}", layer.noun()),
        _ => format!("a {}", layer.noun()),
    }
}

impl Verdict {
    /// What the layer does, as a verb.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Denies => "denies",
            Verdict::Faulty => "cannot be evaluated",
            Verdict::Allows => "allows",
            Verdict::DoesNotAllow => "does not allow",
            Verdict::NotAsked => "is not asked to allow",
            Verdict::NotApplicable => "does not concern this kind of caller",
        }
    }
}

impl Fault {
    /// What is wrong, in a clause.
    pub fn text(self) -> &'static str {
        match self {
            Fault::NotAPolicy => "the text is not a policy document",
            Fault::UnknownVersion => "its Version is not one that exists",
            Fault::UnknownElement => "it has an element that this kind of policy does not have",
            Fault::WrongType => "an element has the wrong JSON type",
            Fault::UnknownEffect => "its Effect is neither Allow nor Deny",
            Fault::NoAction => "it has neither Action nor NotAction",
            Fault::MissingElement => "an element that this kind of policy needs is missing",
            Fault::UnknownOperator => "it has a condition operator that does not exist",
            Fault::UnknownPrincipalType => "its Principal has a member that does not exist",
            Fault::WrongKind => "the policy is of another kind than its layer takes",
            Fault::UnknownOwner => "the account that owns the resource is not known",
            Fault::NothingAsked => "nothing was asked",
            Fault::WrongCaller => "the operation is not open to callers of this kind",
        }
    }
}
