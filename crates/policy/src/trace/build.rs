//! Puts what the evaluator was seen to do beside what was there to see.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    FailedCondition, LayerTrace, Mismatch, PolicyTrace, StatementOutcome, StatementTrace, Verdict,
};
use crate::condition::Condition;
use crate::context::Context;
use crate::decide::wrong_kind;
use crate::decision::{Cause, Decision, Layer};
use crate::layers::{Layers, Source};
use crate::observer::{Fit, Observer, Outcome, Place};
use crate::policy::Policy;
use crate::principal::Grant;
use crate::statement::{Effect, Statement};
use crate::template::{Piece, Template};

/// What the evaluator said, by place.
#[derive(Default)]
pub(super) struct Seen {
    outcomes: BTreeMap<(Layer, usize, usize), (Outcome, Option<Fit>)>,
    fit: Option<Fit>,
    /// Layers that were looked at for a Deny. The root user's way back to a bucket policy leaves one out.
    searched: BTreeSet<Layer>,
    /// Layers in which some level was asked, and whether all that were asked allow.
    asked: BTreeMap<Layer, bool>,
    pub(super) naming: Option<(Grant, bool)>,
}

impl Observer for Seen {
    const SEES_EVERYTHING: bool = true;

    fn fits(&mut self, _: Place<'_>, fit: Fit) {
        self.fit = Some(fit);
    }

    fn compared(&mut self, place: Place<'_>, outcome: Outcome) {
        let key = (place.layer, place.source, place.number);
        self.outcomes.insert(key, (outcome, self.fit.take()));
    }

    fn searched(&mut self, layer: Layer) {
        self.searched.insert(layer);
    }

    fn asked(&mut self, layer: Layer, allows: bool) {
        let all = self.asked.entry(layer).or_insert(true);
        *all &= allows;
    }

    fn named(&mut self, grant: Grant, is_at_home: bool) {
        self.naming = Some((grant, is_at_home));
    }
}

/// What a trace is built from.
pub(super) struct Builder<'b, 'a, C: ?Sized> {
    pub(super) action: &'b str,
    pub(super) applicable: Layers<'a>,
    pub(super) decision: Decision<'a>,
    pub(super) seen: &'b Seen,
    pub(super) context: &'b C,
}

impl<'a, C: Context + ?Sized> Builder<'_, 'a, C> {
    pub(super) fn layers(&self, given: &Layers<'a>, resource_layer: Layer) -> Vec<LayerTrace<'a>> {
        let has = &self.applicable;
        let one = |source: Option<Source<'a>>| source.into_iter().map(|s| (None, s)).collect();
        let many = |sources: &[Source<'a>]| sources.iter().map(|s| (None, *s)).collect();
        let sources: [(Layer, Placed<'a>, bool); 7] = [
            (Layer::Rcp, levels(given.rcp), given.rcp == has.rcp),
            (Layer::Scp, levels(given.scp), given.scp == has.scp),
            (Layer::VpcEndpoint, one(given.vpc_endpoint), true),
            (resource_layer, one(given.resource), true),
            (
                Layer::Identity,
                many(given.identity),
                given.identity == has.identity,
            ),
            (
                Layer::Boundary,
                one(given.boundary),
                given.boundary == has.boundary,
            ),
            (
                Layer::Session,
                many(given.session.unwrap_or_default()),
                given.session == has.session,
            ),
        ];
        let denying = self.decision.denial().and_then(|denial| denial.layer);
        sources
            .into_iter()
            .filter(|(layer, sources, _)| {
                !sources.is_empty()
                    || self.seen.asked.contains_key(layer)
                    || denying == Some(*layer)
            })
            .map(|(layer, sources, is_applicable)| self.layer(layer, &sources, is_applicable))
            .collect()
    }

    fn layer(
        &self,
        layer: Layer,
        sources: &[(Option<usize>, Source<'a>)],
        is_applicable: bool,
    ) -> LayerTrace<'a> {
        let policies: Vec<PolicyTrace<'a>> = sources
            .iter()
            .enumerate()
            .map(|(place, (level, source))| self.policy(layer, place, *level, source))
            .collect();
        let verdict = if is_applicable {
            self.verdict(layer, &policies)
        } else {
            Verdict::NotApplicable
        };
        LayerTrace {
            layer,
            verdict,
            policies,
        }
    }

    fn verdict(&self, layer: Layer, policies: &[PolicyTrace<'a>]) -> Verdict {
        let outcomes = || policies.iter().flat_map(|policy| &policy.statements);
        let denies = |statement: &StatementTrace<'_>| {
            statement.statement.effect() == Effect::Deny
                && matches!(statement.outcome, StatementOutcome::Applies(_))
        };
        let is_faulty = |statement: &StatementTrace<'_>| {
            matches!(statement.outcome, StatementOutcome::Faulty(_))
        };
        let is_searched = self.seen.searched.contains(&layer);
        if outcomes().any(denies) {
            return Verdict::Denies;
        }
        if is_searched
            && (policies.iter().any(|policy| policy.fault.is_some()) || outcomes().any(is_faulty))
        {
            return Verdict::Faulty;
        }
        // A layer may have an Allow that is too weak for this caller, or need none to be missed.
        let is_missed = self
            .decision
            .denial()
            .is_some_and(|denial| denial.layer == Some(layer) && denial.cause == Cause::Implicit);
        match self.seen.asked.get(&layer) {
            _ if is_missed => Verdict::DoesNotAllow,
            Some(true) => Verdict::Allows,
            Some(false) => Verdict::DoesNotAllow,
            None => Verdict::NotAsked,
        }
    }

    fn policy(
        &self,
        layer: Layer,
        place: usize,
        level: Option<usize>,
        source: &Source<'a>,
    ) -> PolicyTrace<'a> {
        let policy: &'a Policy = source.policy;
        PolicyTrace {
            source: place,
            level,
            name: None,
            arn: source.arn,
            fault: policy
                .document_fault()
                .or_else(|| wrong_kind(policy, layer)),
            statements: policy
                .statements()
                .iter()
                .enumerate()
                .map(|(number, statement)| StatementTrace {
                    number,
                    statement,
                    outcome: self.outcome((layer, place, number), statement),
                })
                .collect(),
        }
    }

    fn outcome(
        &self,
        place: (Layer, usize, usize),
        statement: &'a Statement,
    ) -> StatementOutcome<'a> {
        let Some((outcome, fit)) = self.seen.outcomes.get(&place) else {
            let covers = statement.actions().is_none_or(|actions| {
                actions.cover(self.action, statement.effect() == Effect::Allow)
            });
            return if covers {
                StatementOutcome::NotAsked
            } else {
                StatementOutcome::OtherAction
            };
        };
        match (outcome, fit) {
            (Outcome::Applies(grant), _) => StatementOutcome::Applies(*grant),
            (Outcome::Faulty(fault), _) => StatementOutcome::Faulty(*fault),
            (Outcome::DoesNotApply, fit) => {
                let mismatches = fit.as_ref().map(|fit| self.mismatches(fit, statement));
                StatementOutcome::DoesNotApply(mismatches.unwrap_or_default())
            }
        }
    }

    fn mismatches(&self, fit: &Fit, statement: &'a Statement) -> Vec<Mismatch<'a>> {
        let resource = (!fit.resource).then(|| Mismatch::Resource {
            missing_keys: self.unresolved(
                statement
                    .resources()
                    .into_iter()
                    .flat_map(|resources| resources.patterns())
                    .map(|pattern| pattern.template()),
            ),
        });
        let principal = (!fit.principal).then_some(Mismatch::Principal);
        let conditions = fit.failed_conditions.iter().filter_map(|number| {
            let condition = statement.conditions().get(*number)?;
            Some(Mismatch::Condition(self.failed(condition)))
        });
        resource
            .into_iter()
            .chain(principal)
            .chain(conditions)
            .collect()
    }

    fn failed(&self, condition: &'a Condition) -> FailedCondition<'a> {
        let found = self.context.get(condition.folded_key());
        let templates = condition
            .literals()
            .iter()
            .filter_map(|literal| literal.template());
        FailedCondition {
            condition,
            found: found
                .map(|value| value.iter().map(str::to_owned).collect::<Vec<_>>())
                .filter(|values| !values.is_empty()),
            missing_keys: self.unresolved(templates),
        }
    }

    /// The variables without value and without default.
    fn unresolved(&self, templates: impl Iterator<Item = &'a Template>) -> Vec<&'a str> {
        let mut keys: Vec<&'a str> = templates
            .flat_map(Template::pieces)
            .filter_map(|piece| match piece {
                Piece::Variable { key, default: None } => Some(&**key),
                _ => None,
            })
            .filter(|key| self.context.get(key).is_none())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Policies with their levels.
type Placed<'a> = Vec<(Option<usize>, Source<'a>)>;

fn levels<'a>(levels: &[&[Source<'a>]]) -> Placed<'a> {
    levels
        .iter()
        .enumerate()
        .flat_map(|(level, sources)| sources.iter().map(move |source| (Some(level), *source)))
        .collect()
}
