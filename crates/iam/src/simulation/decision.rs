//! What the simulator says to one action on one resource.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::collections::BTreeMap;

use names::AccountId;
use policy::{Effect, Fault, Policy, applying};
use shapes::iam::PolicyEvaluationDecisionType as Decision;
use shapes::iam::Statement;

use super::resource_template;
use super::scenario::Scenario;
use super::source::{Part, Source};

/// The answer, and what led to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) decision: Decision,
    /// The statements that decided; none decide an implicit denial.
    pub(super) matched: Vec<Matched>,
    /// The keys that were not given; those of an implicit denial only.
    pub(super) missing: Vec<String>,
    /// Whether the boundary allows, where there is one.
    pub(super) boundary: Option<bool>,
    /// Whether the organization allows, where there is one.
    pub(super) organization: Option<bool>,
    /// What each part says, where the resource is another account's.
    pub(super) details: Option<BTreeMap<String, Decision>>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matched {
    pub(super) is_deny: bool,
    pub(super) statement: Statement,
}

impl Answer {
    fn of_organization(decision: Decision) -> Self {
        Self {
            decision,
            matched: Vec::new(),
            missing: Vec::new(),
            boundary: None,
            organization: Some(decision == Decision::Allowed),
            details: None,
        }
    }
}

/// What the policies of one part say.
struct Verdict<'s> {
    decision: Decision,
    /// The source, the number of the statement in it, and whether it is a Deny.
    applying: Vec<(&'s Source, usize, bool)>,
}

impl Scenario {
    /// Decides one action on one resource.
    ///
    /// # Errors
    /// The fault of a policy that cannot be evaluated.
    pub(super) fn decide(&self, action: &str, resource: &str) -> Result<Answer, Fault> {
        let organization = self.organization(action, resource)?;
        if let Some(denied) = organization.filter(|decision| *decision != Decision::Allowed) {
            // AWS was observed to look no further.
            return Ok(Answer::of_organization(denied));
        }
        let identity = self.part(&self.policies, action, resource)?;
        let boundary = match &self.boundary {
            Some(boundary) => Some(self.part([boundary], action, resource)?),
            None => None,
        };
        let granted = match &self.resource_policy {
            Some(policy) => Some(self.part([policy], action, resource)?),
            None => None,
        };
        let is_foreign = granted.is_some() && self.owner_of(resource) != self.caller.account;
        let decision = compose(
            identity.decision,
            boundary
                .as_ref()
                .map_or(Decision::Allowed, |verdict| verdict.decision),
            granted
                .as_ref()
                .map_or(Decision::ImplicitDeny, |verdict| verdict.decision),
            is_foreign,
        );
        let parts = [
            (Part::Identity, Some(&identity)),
            (Part::Boundary, boundary.as_ref()),
            (Part::Resource, granted.as_ref()),
        ];
        let said = parts
            .iter()
            .filter_map(|(part, verdict)| Some((*part, (*verdict)?)));
        let details = said
            .clone()
            .map(|(part, verdict)| (part.as_str().to_owned(), verdict.decision));
        Ok(Answer {
            decision,
            matched: said
                .flat_map(|(part, verdict)| matched(part, verdict, decision))
                .collect(),
            missing: match decision {
                Decision::ImplicitDeny => self.missing_keys.clone(),
                Decision::Allowed | Decision::ExplicitDeny => Vec::new(),
            },
            boundary: boundary
                .as_ref()
                .map(|verdict| verdict.decision == Decision::Allowed),
            organization: organization.map(|decision| decision == Decision::Allowed),
            details: is_foreign.then(|| details.collect()),
        })
    }

    /// What the levels say together, where there are any.
    fn organization(&self, action: &str, resource: &str) -> Result<Option<Decision>, Fault> {
        let mut strictest = None;
        for level in &self.organization {
            let mut effects = Vec::new();
            for policy in level {
                effects.extend(
                    self.applying(policy, action, resource)?
                        .into_iter()
                        .map(|(_, is_deny)| is_deny),
                );
            }
            let decision = decision_of(&effects);
            strictest = Some(strictest.map_or(decision, |before| stricter(before, decision)));
        }
        Ok(strictest)
    }

    /// What the policies of one part say. A resource that the action is never about is granted by none of them.
    fn part<'s>(
        &self,
        sources: impl IntoIterator<Item = &'s Source>,
        action: &str,
        resource: &str,
    ) -> Result<Verdict<'s>, Fault> {
        let mut found = Vec::new();
        if resource_template::is_about(action, resource) {
            for source in sources {
                let applying = self.applying(&source.policy, action, resource)?;
                found.extend(
                    applying
                        .into_iter()
                        .map(|(number, is_deny)| (source, number, is_deny)),
                );
            }
        }
        let effects: Vec<bool> = found.iter().map(|(_, _, is_deny)| *is_deny).collect();
        Ok(Verdict {
            decision: decision_of(&effects),
            applying: found,
        })
    }

    /// The numbers of the statements that apply, and whether each is a Deny.
    fn applying(
        &self,
        policy: &Policy,
        action: &str,
        resource: &str,
    ) -> Result<Vec<(usize, bool)>, Fault> {
        let found = applying(
            policy,
            &self.caller.as_principal(),
            self.boundary.is_some(),
            (action, resource),
            &self.context,
        )?;
        let with_effect = found
            .into_iter()
            .map(|(number, statement)| (number, statement.effect() == Effect::Deny));
        Ok(with_effect.collect())
    }

    /// The account in the ARN, else the one that the request names, else the caller's.
    fn owner_of(&self, resource: &str) -> AccountId {
        let account = resource
            .split(':')
            .nth(4)
            .and_then(|account| account.parse().ok());
        account.unwrap_or(self.owner)
    }
}

/// The statements that decided: those that allow what is allowed, those that deny what is denied. A boundary allows
/// nothing, so it is named only where it denies.
fn matched(part: Part, verdict: &Verdict<'_>, decision: Decision) -> Vec<Matched> {
    let decided = |is_deny: bool| match decision {
        Decision::Allowed => !is_deny && part != Part::Boundary,
        Decision::ExplicitDeny => is_deny,
        Decision::ImplicitDeny => false,
    };
    let deciding = verdict
        .applying
        .iter()
        .filter(|(_, _, is_deny)| decided(*is_deny));
    let matched = deciding.map(|(source, number, is_deny)| Matched {
        is_deny: *is_deny,
        statement: source.statement(part, *number),
    });
    matched.collect()
}

/// How the parts make one decision. Inside an account either side grants, and what the resource's policy grants no
/// boundary takes away, unless it denies; that holds for a grant to the whole account too, which in real authorization
/// only delegates. Across accounts every part has to allow.
fn compose(
    identity: Decision,
    boundary: Decision,
    resource: Decision,
    is_foreign: bool,
) -> Decision {
    let denies = [identity, boundary, resource].contains(&Decision::ExplicitDeny);
    let is_granted = resource == Decision::Allowed;
    match (denies, is_foreign) {
        (true, _) => Decision::ExplicitDeny,
        (false, true) => stricter(stricter(identity, resource), boundary),
        (false, false) if is_granted => Decision::Allowed,
        (false, false) => stricter(identity, boundary),
    }
}

/// What statements say together, given whether each is a Deny.
fn decision_of(are_denies: &[bool]) -> Decision {
    match are_denies {
        [] => Decision::ImplicitDeny,
        some if some.contains(&true) => Decision::ExplicitDeny,
        _ => Decision::Allowed,
    }
}

/// The stricter of two decisions.
pub(super) fn stricter(one: Decision, other: Decision) -> Decision {
    if [one, other].contains(&Decision::ExplicitDeny) {
        Decision::ExplicitDeny
    } else if [one, other].contains(&Decision::ImplicitDeny) {
        Decision::ImplicitDeny
    } else {
        Decision::Allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_compose_as_aws_was_observed_to_compose_them() {
        use Decision::{Allowed as A, ExplicitDeny as E, ImplicitDeny as I};
        for (identity, boundary, resource, at_home, abroad) in [
            (A, A, I, A, I),
            (I, A, A, A, I),
            (A, A, A, A, A),
            (A, I, I, I, I),
            (I, I, A, A, I),
            (A, I, A, A, I),
            (A, E, A, E, E),
            (E, A, A, E, E),
            (A, A, E, E, E),
            (I, A, I, I, I),
        ] {
            let row = (identity, boundary, resource);
            assert_eq!(
                compose(identity, boundary, resource, false),
                at_home,
                "{row:?}"
            );
            assert_eq!(
                compose(identity, boundary, resource, true),
                abroad,
                "{row:?}"
            );
        }
    }
}
