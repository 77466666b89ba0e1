//! Whether a caller has the permissions that a request asks for: an estimate, as AWS says of its own.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-initiate-request.html>
//!
//! Each action and resource that is asked for is judged as it is written, wildcards and all: what covers the pattern covers
//! all that it stands for. A Deny of the caller's own may take something out of it, and a condition may or may not hold, so
//! with those there is no telling.

use pipeline::{Caller, Gathered, Identity, PrincipalPolicies, gather};
use policy::{
    CallerKind, Check, Decision, Effect, Entries, Kind, Layers, Policy, ResourceKind, Source,
    Statement,
};
use records::Reads;
use shapes::iam::PermissionCheckResultType;

/// Whether the caller has what the policy allows; `None` if a policy of the caller is missing.
pub(super) fn of(
    caller: &Caller,
    tx: &mut impl Reads,
    permission_policy: &str,
) -> Option<PermissionCheckResultType> {
    let asked = Policy::load(permission_policy, Kind::Session);
    let policies = gather(caller, tx).ok()?;
    let own = Own { caller, policies };
    let statements = asked.statements().iter();
    let allows = statements.filter(|statement| statement.effect() == Effect::Allow);
    Some(
        allows
            .map(|statement| own.covers(statement))
            .fold(PermissionCheckResultType::Allowed, worse),
    )
}

fn worse(
    one: PermissionCheckResultType,
    other: PermissionCheckResultType,
) -> PermissionCheckResultType {
    use PermissionCheckResultType::{Allowed, Denied, Unsure};
    match (one, other) {
        (Denied, _) | (_, Denied) => Denied,
        (Unsure, _) | (_, Unsure) => Unsure,
        (Allowed, Allowed) => Allowed,
    }
}

/// The caller with its policies. The root user has all permissions but those that its session does not.
struct Own<'a> {
    caller: &'a Caller,
    policies: PrincipalPolicies,
}

impl Own<'_> {
    fn covers(&self, statement: &Statement) -> PermissionCheckResultType {
        use PermissionCheckResultType::{Allowed, Denied, Unsure};
        let (Some(actions), Some(resources)) = (statement.actions(), statement.resources()) else {
            return Unsure;
        };
        if actions.is_not() || resources.is_not() {
            return Unsure;
        }
        let mut asked = actions.patterns().iter().flat_map(|action| {
            let resources = resources.patterns().iter();
            resources.map(move |resource| (action.text(), resource.text()))
        });
        let is_covered = asked.all(|(action, resource)| self.allows(action, resource));
        match is_covered {
            true if self.has(|statement| statement.effect() == Effect::Deny) => Unsure,
            true => Allowed,
            false if self.has(|statement| !statement.conditions().is_empty()) => Unsure,
            false => Denied,
        }
    }

    fn allows(&self, action: &str, resource: &str) -> bool {
        let account = self.caller.account();
        let account = account.as_ref().map(|account| account.as_str());
        let kind = match self.caller.identity() {
            Identity::Root(_) => CallerKind::Root,
            Identity::Role { .. } => CallerKind::RoleSession,
            _ => CallerKind::User,
        };
        let arn = self.caller.arn().unwrap_or_default();
        let principal = policy::Caller::new(kind, arn, account);
        let identity = sources(&self.policies.identity);
        let session = self.policies.session.as_deref().map(sources);
        let layers = Layers {
            identity: &identity,
            boundary: self.policies.boundary.as_ref().map(Gathered::source),
            session: session.as_deref(),
            ..Layers::default()
        };
        let check = Check {
            action,
            resource,
            owner: account,
            resource_kind: ResourceKind::Ordinary,
        };
        policy::decide(&principal, &check, &layers, &Entries::new()) == Decision::Allow
    }

    fn has(&self, is_it: impl Fn(&Statement) -> bool) -> bool {
        let PrincipalPolicies {
            identity,
            boundary,
            session,
        } = &self.policies;
        let mut all = identity
            .iter()
            .chain(boundary)
            .chain(session.iter().flatten());
        all.any(|gathered| gathered.policy.statements().iter().any(&is_it))
    }
}

fn sources(gathered: &[Gathered]) -> Vec<Source<'_>> {
    gathered.iter().map(Gathered::source).collect()
}
