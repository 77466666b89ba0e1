//! A decision with everything that went into it, as data: which statement applied, and what kept each other from it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//!
//! [`trace`] runs the evaluator itself, with an observer; there is no second one that could say something else.

mod build;
mod json;
mod reason;
mod text;

use std::collections::BTreeMap;

use crate::action::Folded;
use crate::caller::{Caller, CallerKind};
use crate::condition::Condition;
use crate::context::Context;
use crate::decide::{applicable, decide_observed, open_to};
use crate::decision::{Decision, Denial, Layer};
use crate::layers::{Check, Layers, ResourceKind};
use crate::principal::Grant;
use crate::statement::{Effect, Fault, Statement};
use build::{Builder, Seen};

/// Decides one check as [`decide`](crate::decide) does, and keeps what was seen on the way.
///
/// # Example
/// ```
/// use policy::{Caller, CallerKind, Check, Entries, Kind, Layers, Policy, ResourceKind, Source, trace};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
///     "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}"#;
/// let policy = Policy::parse(text, Kind::Identity { managed: true }).unwrap();
/// let caller = Caller::new(CallerKind::User, "arn:aws:iam::123456789012:user/Ada", Some("123456789012"));
/// let check = Check {
///     action: "s3:GetObject",
///     resource: "arn:aws:s3:::reports/2026.csv",
///     owner: Some("123456789012"),
///     resource_kind: ResourceKind::Ordinary,
/// };
/// let identity = [Source { policy: &policy, arn: None }];
/// let layers = Layers { identity: &identity, ..Layers::default() };
/// let traced = trace(&caller, &check, &layers, &Entries::new()).named(|_, _| Some("Readers".to_owned()));
/// assert_eq!(
///     traced.reason(),
///     "no identity-based policy allows the s3:GetObject action: statement 1 of Readers does not apply, because \
///      IpAddress aws:SourceIp wants 10.0.0.0/8 and the request has no such key"
/// );
/// assert_eq!(traced.missing_keys(), ["aws:SourceIp"]);
/// ```
pub fn trace<'a, C: Context + ?Sized>(
    caller: &Caller<'_>,
    check: &Check<'_>,
    layers: &Layers<'a>,
    context: &C,
) -> Trace<'a> {
    let mut seen = Seen::default();
    let decision = decide_observed(caller, check, layers, context, &mut seen);
    let mut folded = Folded::default();
    let action = folded.fold(check.action).text;
    let builder = Builder {
        action,
        applicable: applicable(caller, layers),
        decision,
        seen: &seen,
        context,
    };
    let resource_layer = match check.resource_kind {
        ResourceKind::RoleTrust => Layer::Trust,
        ResourceKind::Ordinary | ResourceKind::KmsKey => Layer::Resource,
    };
    Trace {
        decision,
        principal: if caller.arn.is_empty() {
            "anonymous".to_owned()
        } else {
            caller.arn.to_owned()
        },
        action: check.action.to_owned(),
        resource: check.resource.to_owned(),
        caller_kind: caller.kind,
        is_open: open_to(caller, action).is_some(),
        is_mandatory: check.resource_kind != ResourceKind::Ordinary,
        naming: seen.naming,
        resource_layer,
        layers: builder.layers(layers, resource_layer),
    }
}

/// A decision and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace<'a> {
    decision: Decision<'a>,
    principal: String,
    action: String,
    resource: String,
    caller_kind: CallerKind,
    /// No policy is asked about this operation.
    is_open: bool,
    /// The resource's own policy has to grant.
    is_mandatory: bool,
    /// How strongly the resource's policy names the caller, and whether the resource is of its own account.
    naming: Option<(Grant, bool)>,
    resource_layer: Layer,
    layers: Vec<LayerTrace<'a>>,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerTrace<'a> {
    /// Which one.
    pub layer: Layer,
    /// What it said.
    pub verdict: Verdict,
    /// Its policies, in the order in which they were given.
    pub policies: Vec<PolicyTrace<'a>>,
}

/// What a layer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A Deny statement applies.
    Denies,
    /// Something in it cannot be evaluated, which denies.
    Faulty,
    /// An Allow statement applies, in each of its levels.
    Allows,
    /// No Allow statement applies, or not in each of its levels.
    DoesNotAllow,
    /// Nothing in it denies, and no Allow of it was asked for.
    NotAsked,
    /// Callers of this kind do not have this layer.
    NotApplicable,
}

/// One policy of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyTrace<'a> {
    /// Its place among the policies of the layer, counted over all levels.
    pub source: usize,
    /// Its level, for policies of an organization: 0 is the root.
    pub level: Option<usize>,
    /// What [`Trace::named`] calls it.
    pub name: Option<String>,
    /// Its ARN.
    pub arn: Option<&'a str>,
    /// What the document as a whole suffers from.
    pub fault: Option<Fault>,
    /// All its statements.
    pub statements: Vec<StatementTrace<'a>>,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementTrace<'a> {
    /// Its number, from zero.
    pub number: usize,
    /// The statement.
    pub statement: &'a Statement,
    /// What became of it.
    pub outcome: StatementOutcome<'a>,
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementOutcome<'a> {
    /// It applies, naming the caller this strongly.
    Applies(Grant),
    /// It is about other actions.
    OtherAction,
    /// It is about the action, and does not apply for these reasons, of which there is at least one.
    DoesNotApply(Vec<Mismatch<'a>>),
    /// It cannot be evaluated, which denies.
    Faulty(Fault),
    /// It was not needed for the decision.
    NotAsked,
}

/// Why a statement about the action does not apply.
#[derive(Debug, Clone, PartialEq)]
pub enum Mismatch<'a> {
    /// Its resources do not cover the request's; with the keys of variables in them that have no value.
    Resource {
        /// In their folded spelling.
        missing_keys: Vec<&'a str>,
    },
    /// It is about other principals.
    Principal,
    /// A condition does not hold.
    Condition(FailedCondition<'a>),
}

/// A condition that does not hold, and what it was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedCondition<'a> {
    /// The condition.
    pub condition: &'a Condition,
    /// The values of its key in the request; `None`: the request has no such key.
    pub found: Option<Vec<String>>,
    /// Keys of variables in its values that have no value, in their folded spelling.
    pub missing_keys: Vec<&'a str>,
}

impl<'a> Trace<'a> {
    /// The decision: the one that [`decide`](crate::decide) gives.
    pub fn decision(&self) -> Decision<'a> {
        self.decision
    }

    /// The action that was asked for.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The resource that was asked for.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The layers that have policies or were asked, in the order in which they are asked.
    pub fn layers(&self) -> &[LayerTrace<'a>] {
        &self.layers
    }

    /// Names the policies for those who read the trace: files, or the names that IAM knows them by. The arguments are
    /// the layer and the place of the policy in it.
    #[must_use]
    pub fn named(mut self, name: impl Fn(Layer, usize) -> Option<String>) -> Self {
        for layer in &mut self.layers {
            for policy in &mut layer.policies {
                policy.name = name(layer.layer, policy.source);
            }
        }
        self
    }

    /// The statements that decided: the one whose Deny applies or that cannot be evaluated, or those whose Allow was
    /// needed, one from each layer that had to have one. None where the absence of a statement decided, or where no
    /// policy was asked.
    pub fn deciding(&self) -> Vec<(&LayerTrace<'a>, &PolicyTrace<'a>, &StatementTrace<'a>)> {
        match self.decision {
            Decision::Deny(denial) => self.named_by(&denial).into_iter().collect(),
            Decision::Allow => self
                .needed()
                .into_iter()
                .filter_map(|layer| self.first_allow(layer))
                .collect(),
        }
    }

    /// The condition keys that statements about this action ask for and the request does not have, where that kept
    /// them from applying; in the spelling of the first policy that does, sorted.
    pub fn missing_keys(&self) -> Vec<&'a str> {
        let mut missing: BTreeMap<String, &'a str> = BTreeMap::new();
        let statements = self
            .layers
            .iter()
            .flat_map(|layer| &layer.policies)
            .flat_map(|policy| &policy.statements);
        for key in statements.flat_map(|statement| statement.outcome.missing_keys()) {
            missing
                .entry(crate::fold_key(key).into_owned())
                .or_insert(key);
        }
        missing.into_values().collect()
    }

    fn layer(&self, layer: Layer) -> Option<&LayerTrace<'a>> {
        self.layers.iter().find(|traced| traced.layer == layer)
    }

    fn named_by(
        &self,
        denial: &Denial<'_>,
    ) -> Option<(&LayerTrace<'a>, &PolicyTrace<'a>, &StatementTrace<'a>)> {
        let layer = self.layer(denial.layer?)?;
        let source = denial.source?;
        let policy = layer
            .policies
            .iter()
            .find(|policy| policy.source == source)?;
        let statement = policy.statements.get(denial.statement?)?;
        Some((layer, policy, statement))
    }

    /// The layers whose Allow was needed, where the answer is one: who grants, and what had to agree.
    fn needed(&self) -> Vec<Layer> {
        let own = [Layer::Identity, Layer::Boundary, Layer::Session];
        let ceilings = [Layer::Boundary, Layer::Session];
        let asked = |layer: &Layer| {
            let verdict = self.layer(*layer).map(|layer| layer.verdict);
            verdict == Some(Verdict::Allows)
        };
        let resource = self.resource_layer;
        let layers: Vec<Layer> = match self.naming {
            None => Vec::new(),
            Some((Grant::Direct, true)) => vec![resource],
            Some((Grant::Entity, true)) => [resource].into_iter().chain(ceilings).collect(),
            Some((_, true)) if !self.is_mandatory => own.to_vec(),
            Some(_) => own.into_iter().chain([resource]).collect(),
        };
        layers.into_iter().filter(asked).collect()
    }

    /// The first Allow of the layer that applies; in a resource's policy the one that names the caller most strongly.
    fn first_allow(
        &self,
        layer: Layer,
    ) -> Option<(&LayerTrace<'a>, &PolicyTrace<'a>, &StatementTrace<'a>)> {
        let layer = self.layer(layer)?;
        let mut first = None;
        let mut strongest = Grant::None;
        for policy in &layer.policies {
            for statement in &policy.statements {
                if let StatementOutcome::Applies(grant) = statement.outcome
                    && statement.statement.effect() == Effect::Allow
                    && grant > strongest
                {
                    strongest = grant;
                    first = Some((layer, policy, statement));
                }
            }
        }
        first
    }
}

impl<'a> StatementOutcome<'a> {
    /// Keys that the request does not have and that kept the statement from applying.
    pub fn missing_keys(&self) -> Vec<&'a str> {
        let StatementOutcome::DoesNotApply(mismatches) = self else {
            return Vec::new();
        };
        mismatches
            .iter()
            .flat_map(|mismatch| match mismatch {
                Mismatch::Resource { missing_keys } => missing_keys.clone(),
                Mismatch::Principal => Vec::new(),
                Mismatch::Condition(failed) => {
                    let key = failed.found.is_none().then_some(failed.condition.key());
                    key.into_iter()
                        .chain(failed.missing_keys.iter().copied())
                        .collect()
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
