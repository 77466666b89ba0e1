//! From a denied demand to its details: every check is decided once more, watched.

use std::sync::Arc;

use names::AccountId;
use policy::{
    Context as _, Decision, Effect, Layer, LayerTrace, Policy, ResourceKind, StatementOutcome,
    Trace, Value, Verdict, fold_key,
};
use records::ReadTx;

use super::{
    CheckEffect, ContextKey, DeniedRequest, EvaluatedCheck, EvaluatedPolicy, Evaluation,
    MatchedPolicy, MatchedStatement,
};
use crate::authorize::{Question, Sides, ask, sources};
use crate::demand::ResourcePolicy;
use crate::gather::{Gathered, gather};
use crate::keys_of_request::{KeysOfRequest, RequestFacts};
use crate::{Caller, Check, Demand};

/// The details of a denied demand; none where the policies of the caller cannot be gathered.
pub(super) fn denied_request(
    account: AccountId,
    caller: &Caller,
    demand: &Demand,
    facts: &RequestFacts<'_>,
    reads: &mut ReadTx,
) -> Option<DeniedRequest> {
    let gathered = gather(caller, reads).ok()?;
    let identity = sources(&gathered.identity);
    let session = gathered.session.as_deref().map(sources);
    let sides = Sides {
        policies: &gathered,
        identity: &identity,
        session: session.as_deref(),
    };
    let principal = caller.as_principal();
    let attached_to = principal.entity_arn.unwrap_or(principal.arn);
    let mut policies = Vec::new();
    add(
        &mut policies,
        Layer::Identity,
        &gathered.identity,
        attached_to,
    );
    add(
        &mut policies,
        Layer::Boundary,
        gathered.boundary.as_slice(),
        attached_to,
    );
    add(
        &mut policies,
        Layer::Session,
        gathered.session.as_deref().unwrap_or_default(),
        attached_to,
    );
    let mut evaluations = Vec::new();
    let mut context = Vec::new();
    for check in demand.checks() {
        ask(caller, check, facts, &sides, |question| {
            if evaluations.is_empty() {
                context = shared_keys(caller, question.keys);
            }
            let resource = resource_policy(check, &question, policies.len());
            evaluations.extend(evaluation(check, &question, &policies, resource.as_ref()));
            policies.extend(resource);
        });
    }
    Some(DeniedRequest {
        account,
        entity: principal.unique_id.unwrap_or(principal.arn).to_owned(),
        at: facts.now,
        context,
        evaluations,
        policies,
    })
}

/// Adds the policies of a layer in the order in which the evaluator numbers them.
fn add(
    policies: &mut Vec<EvaluatedPolicy>,
    layer: Layer,
    gathered: &[Gathered],
    attached_to: &str,
) {
    for one in gathered {
        let number = policies.len();
        policies.push(EvaluatedPolicy {
            layer,
            is_inline: one.arn.is_none(),
            uri: match &one.arn {
                Some(arn) => arn.to_string(),
                None => inline_uri(number),
            },
            attached_to: attached_to.to_owned(),
            policy: Arc::clone(&one.policy),
        });
    }
}

/// The policy of the resource, if it may be told: that of another account is its owner's alone.
fn resource_policy(
    check: &Check,
    question: &Question<'_, '_>,
    number: usize,
) -> Option<EvaluatedPolicy> {
    let policy: &Arc<Policy> = match &check.resource_policy {
        ResourcePolicy::Ordinary(policy) | ResourcePolicy::Trust(policy) => policy,
        ResourcePolicy::None | ResourcePolicy::MissingTrust => return None,
    };
    let is_own = question.keys.is_of_own_account();
    is_own.then(|| EvaluatedPolicy {
        layer: Layer::Resource,
        is_inline: true,
        uri: inline_uri(number),
        attached_to: check.resource().to_owned(),
        policy: Arc::clone(policy),
    })
}

fn inline_uri(number: usize) -> String {
    format!("inline-policy-{}", number.saturating_add(1))
}

/// How one check came out; none for a mere veto that did not deny.
fn evaluation(
    check: &Check,
    question: &Question<'_, '_>,
    policies: &[EvaluatedPolicy],
    resource: Option<&EvaluatedPolicy>,
) -> Option<Evaluation> {
    let trace = policy::trace(
        question.principal,
        question.asked,
        question.layers,
        question.keys,
    );
    let effect = match trace.decision() {
        Decision::Allow => CheckEffect::Allow,
        Decision::Deny(denial) if denial.is_explicit() => CheckEffect::ExplicitDeny,
        Decision::Deny(_) if check.is_veto => return None,
        Decision::Deny(_) => CheckEffect::ImplicitDeny,
    };
    let mut evaluation = Evaluation {
        action: check.action(),
        resource: check.resource().to_owned(),
        context: keys_of(question.keys),
        effect,
        checks: checks(&trace, question, &|layer, place| {
            uri(policies, resource, layer, place)
        }),
    };
    if !question.keys.is_of_own_account() {
        evaluation.keep_to_own_side();
    }
    Some(evaluation)
}

impl Evaluation {
    /// Tells nothing of what another account's policy says about its resource, not even that there is one: only where
    /// everything on the caller's own side allows is it plain that the other side does not.
    fn keep_to_own_side(&mut self) {
        if self.effect == CheckEffect::Allow {
            return;
        }
        self.checks.retain(|check| check.layer != Layer::Resource);
        let effects = || self.checks.iter().map(|check| check.effect);
        self.effect = if effects().any(|effect| effect == CheckEffect::ExplicitDeny) {
            CheckEffect::ExplicitDeny
        } else {
            CheckEffect::ImplicitDeny
        };
        if effects().all(|effect| matches!(effect, CheckEffect::Allow | CheckEffect::NoImpact)) {
            self.checks.insert(
                0,
                EvaluatedCheck {
                    layer: Layer::Resource,
                    effect: CheckEffect::ImplicitDeny,
                    relevant: vec![Layer::Resource],
                    matched: Vec::new(),
                },
            );
        }
    }
}

/// The layers as AWS tells of them. In the caller's own account a resource's policy is a second way to an Allow, so it
/// counts with the principal's policies; elsewhere, and where it has to grant, it is a check of its own.
fn checks(
    trace: &Trace<'_>,
    question: &Question<'_, '_>,
    uri: &dyn Fn(Layer, usize) -> Option<String>,
) -> Vec<EvaluatedCheck> {
    let is_own_account = question.asked.owner == question.principal.account;
    let applicable = |layer: &&LayerTrace<'_>| layer.verdict != Verdict::NotApplicable;
    let layers: Vec<&LayerTrace<'_>> = trace.layers().iter().filter(applicable).collect();
    let has_principal = layers.iter().any(|layer| layer.layer == Layer::Identity);
    let joins =
        is_own_account && has_principal && question.asked.resource_kind == ResourceKind::Ordinary;
    let joining = layers
        .iter()
        .find(|layer| joins && layer.layer == Layer::Resource);
    let mut checks = Vec::new();
    for layer in &layers {
        let mut check = one_check(layer, uri);
        match (layer.layer, joining) {
            (Layer::Resource, Some(_)) => continue,
            (Layer::Identity, Some(resource)) => check.join(one_check(resource, uri)),
            _ => {}
        }
        checks.push(check);
    }
    checks
}

fn one_check(
    layer: &LayerTrace<'_>,
    uri: &dyn Fn(Layer, usize) -> Option<String>,
) -> EvaluatedCheck {
    let matched: Vec<MatchedPolicy> = layer
        .policies
        .iter()
        .filter_map(|policy| {
            let applying = policy
                .statements
                .iter()
                .filter(|statement| matches!(statement.outcome, StatementOutcome::Applies(_)));
            let statements: Vec<MatchedStatement> = applying
                .map(|statement| MatchedStatement {
                    sid: match statement.statement.sid().filter(|sid| !sid.is_empty()) {
                        Some(sid) => sid.to_owned(),
                        None => format!("Statement{}", statement.number.saturating_add(1)),
                    },
                    allows: statement.statement.effect() == Effect::Allow,
                })
                .collect();
            let uri = uri(layer.layer, policy.source).filter(|_| !statements.is_empty())?;
            Some(MatchedPolicy { uri, statements })
        })
        .collect();
    let layer_name = match layer.layer {
        Layer::Trust => Layer::Resource,
        other => other,
    };
    let effect = match layer.verdict {
        Verdict::Denies => CheckEffect::ExplicitDeny,
        Verdict::Allows => CheckEffect::Allow,
        Verdict::DoesNotAllow | Verdict::Faulty => CheckEffect::ImplicitDeny,
        Verdict::NotAsked | Verdict::NotApplicable if has_allow(layer) => CheckEffect::Allow,
        Verdict::NotAsked | Verdict::NotApplicable => CheckEffect::NoImpact,
    };
    EvaluatedCheck {
        layer: layer_name,
        effect,
        relevant: vec![layer_name],
        matched,
    }
}

fn has_allow(layer: &LayerTrace<'_>) -> bool {
    let statements = layer.policies.iter().flat_map(|policy| &policy.statements);
    statements.into_iter().any(|statement| {
        matches!(statement.outcome, StatementOutcome::Applies(_))
            && statement.statement.effect() == Effect::Allow
    })
}

impl EvaluatedCheck {
    /// Takes in a layer that is another way to the same Allow, and whose Deny is as good.
    fn join(&mut self, other: EvaluatedCheck) {
        if other.effect == CheckEffect::ExplicitDeny {
            self.effect = CheckEffect::ExplicitDeny;
        }
        if !other.matched.is_empty() {
            self.relevant.extend(other.relevant);
        }
        self.matched.extend(other.matched);
    }
}

/// What the policy in this place of a layer is called; none for one that is not told of.
fn uri(
    policies: &[EvaluatedPolicy],
    resource: Option<&EvaluatedPolicy>,
    layer: Layer,
    place: usize,
) -> Option<String> {
    if matches!(layer, Layer::Resource | Layer::Trust) {
        return resource.map(|policy| policy.uri.clone());
    }
    let mut of_layer = policies.iter().filter(|policy| policy.layer == layer);
    of_layer.nth(place).map(|policy| policy.uri.clone())
}

/// The keys that every evaluation of the request shares.
fn shared_keys(caller: &Caller, keys: &KeysOfRequest<'_>) -> Vec<ContextKey> {
    let tags = caller.principal_tag_keys();
    let tags = tags.map(|key| format!("aws:PrincipalTag/{key}"));
    SHARED
        .iter()
        .map(|name| (*name).to_owned())
        .chain(tags)
        .filter_map(|name| {
            let value = keys.get(&fold_key(&name))?;
            ContextKey::new(name, value)
        })
        .collect()
}

/// The keys of one evaluation, from its action and resource.
fn keys_of(keys: &KeysOfRequest<'_>) -> Vec<ContextKey> {
    let owner = keys
        .get("aws:resourceaccount")
        .filter(|_| keys.is_of_own_account())
        .and_then(|value| ContextKey::new("aws:ResourceAccount".to_owned(), value));
    let own = keys
        .told_of_check()
        .filter_map(|(name, value)| ContextKey::new(name.to_owned(), value));
    owner.into_iter().chain(own).collect()
}

impl ContextKey {
    /// Values longer than a policy could compare are left out: what is kept of a request is bounded.
    fn new(name: String, value: Value<'_>) -> Option<Self> {
        let values: Vec<String> = value.iter().map(str::to_owned).collect();
        let bytes: usize = values.iter().map(String::len).sum();
        (bytes <= VALUE_BYTES_MAX).then_some(Self {
            name,
            values,
            is_multivalued: matches!(value, Value::Many(_)),
        })
    }
}

/// What a request says of its caller and of itself, whatever it asks for.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const SHARED: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:userid",
    "aws:username",
    "aws:SourceIdentity",
    "aws:TokenIssueTime",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:FederatedProvider",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:SourceIp",
    "aws:SecureTransport",
    "aws:UserAgent",
    "aws:Referer",
    "aws:RequestedRegion",
    "aws:ViaAWSService",
];

const VALUE_BYTES_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;
    use CheckEffect::{Allow, ExplicitDeny, ImplicitDeny};

    fn check(layer: Layer, effect: CheckEffect) -> EvaluatedCheck {
        EvaluatedCheck {
            layer,
            effect,
            relevant: vec![layer],
            matched: Vec::new(),
        }
    }

    /// The effects of the resource's and the principal's side, and what is told of them in the principal's account.
    #[test]
    fn another_accounts_policy_is_not_told_of() {
        for (resource, principal, effect, told, told_effect) in [
            (
                Allow,
                ImplicitDeny,
                ImplicitDeny,
                vec![ImplicitDeny],
                ImplicitDeny,
            ),
            (
                ImplicitDeny,
                ImplicitDeny,
                ImplicitDeny,
                vec![ImplicitDeny],
                ImplicitDeny,
            ),
            (
                ExplicitDeny,
                ImplicitDeny,
                ExplicitDeny,
                vec![ImplicitDeny],
                ImplicitDeny,
            ),
            (
                Allow,
                ExplicitDeny,
                ExplicitDeny,
                vec![ExplicitDeny],
                ExplicitDeny,
            ),
            (
                ImplicitDeny,
                Allow,
                ImplicitDeny,
                vec![ImplicitDeny, Allow],
                ImplicitDeny,
            ),
            (
                ExplicitDeny,
                Allow,
                ExplicitDeny,
                vec![ImplicitDeny, Allow],
                ImplicitDeny,
            ),
            (Allow, Allow, Allow, vec![Allow, Allow], Allow),
        ] {
            let mut evaluation = Evaluation {
                action: "sts:AssumeRole",
                resource: "arn:aws:iam::444455556666:role/Far".to_owned(),
                context: Vec::new(),
                effect,
                checks: vec![
                    check(Layer::Resource, resource),
                    check(Layer::Identity, principal),
                ],
            };
            evaluation.keep_to_own_side();
            let effects: Vec<CheckEffect> =
                evaluation.checks.iter().map(|check| check.effect).collect();
            assert_eq!((effects, evaluation.effect), (told, told_effect));
        }
    }
}
