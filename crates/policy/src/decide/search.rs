//! Looking through the policies of one layer: for the first Deny that applies, and for any Allow that does.

use super::{Evaluation, Flow, wrong_kind};
use crate::context::Context;
use crate::decision::{Cause, Denial, Layer};
use crate::index::StatementSet;
use crate::layers::Source;
use crate::observer::{Observer, Outcome, Place};
use crate::policy::Policy;
use crate::principal::Grant;
use crate::statement::{Effect, Fault, Statement};

impl<'r, 'a: 'r, C: Context + ?Sized, O: Observer> Evaluation<'_, 'r, 'a, C, O> {
    /// Denies by the first Deny statement of the layer that applies, or by what in it is not understood.
    pub(super) fn denied_by<'s>(
        &mut self,
        layer: Layer,
        sources: impl Iterator<Item = &'s Source<'a>>,
    ) -> Flow
    where
        'a: 's,
    {
        let mut found = StatementSet::default();
        self.observer.searched(layer);
        for (place, source) in sources.enumerate() {
            let policy = source.policy;
            let fault = policy
                .document_fault()
                .or_else(|| wrong_kind(policy, layer));
            if let Some(fault) = fault {
                self.deny(faulty(layer, place, source, fault))?;
                continue;
            }
            for (number, statement) in self.candidates(policy, Effect::Deny, &mut found) {
                let because = match self.compare(layer, place, source, number, statement) {
                    Outcome::DoesNotApply => continue,
                    Outcome::Applies(_) => Denial {
                        cause: Cause::Explicit,
                        ..Denial::implicit(layer)
                    },
                    Outcome::Faulty(fault) => Denial::fault(Some(layer), fault),
                };
                self.deny(Denial {
                    policy_arn: source.arn,
                    source: Some(place),
                    statement: Some(number),
                    sid: statement.sid(),
                    ..because
                })?;
            }
        }
        Flow::Continue(())
    }

    /// Whether some Allow statement of the policies applies.
    pub(super) fn allows<'s>(
        &mut self,
        layer: Layer,
        first_place: usize,
        sources: impl Iterator<Item = &'s Source<'a>>,
    ) -> bool
    where
        'a: 's,
    {
        let mut allows = false;
        let mut found = StatementSet::default();
        'sources: for (place, source) in (first_place..).zip(sources) {
            for (number, statement) in self.candidates(source.policy, Effect::Allow, &mut found) {
                let outcome = self.compare(layer, place, source, number, statement);
                allows |= matches!(outcome, Outcome::Applies(_));
                if allows && !O::SEES_EVERYTHING {
                    break 'sources;
                }
            }
        }
        self.observer.asked(layer, allows);
        allows
    }

    /// What has to be compared: for an observer that sees everything, also what could be ruled out beforehand.
    pub(super) fn candidates<'f>(
        &self,
        policy: &'a Policy,
        effect: Effect,
        found: &'f mut StatementSet,
    ) -> impl Iterator<Item = (usize, &'a Statement)> + use<'f, 'a, 'r, C, O> {
        let resource = (!O::SEES_EVERYTHING).then_some(&self.request.resource);
        policy.candidates(effect, &self.request.action, resource, found)
    }

    pub(super) fn compare(
        &mut self,
        layer: Layer,
        source_place: usize,
        source: &Source<'a>,
        number: usize,
        statement: &'a Statement,
    ) -> Outcome {
        let kind = source.policy.kind();
        let outcome = match statement.applies(kind, self.request, self.answers) {
            Ok(Grant::None) => Outcome::DoesNotApply,
            Ok(grant) => Outcome::Applies(grant),
            Err(fault) => Outcome::Faulty(fault),
        };
        let place = Place {
            layer,
            source: source_place,
            number,
            statement,
        };
        if O::SEES_EVERYTHING {
            let fit = statement.fit(kind, self.request, self.answers);
            self.observer.fits(place, fit);
        }
        self.observer.compared(place, outcome);
        outcome
    }
}

fn faulty<'a>(layer: Layer, place: usize, source: &Source<'a>, fault: Fault) -> Denial<'a> {
    Denial {
        policy_arn: source.arn,
        source: Some(place),
        ..Denial::fault(Some(layer), fault)
    }
}
