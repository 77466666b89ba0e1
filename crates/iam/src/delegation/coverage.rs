//! Whether a caller has the permissions that a request asks for: an estimate, as AWS says of its own.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-initiate-request.html>
//!
//! Each action and resource that is asked for is judged as it is written, wildcards and all: what covers the pattern covers
//! all that it stands for. A Deny of the caller's own may take something out of it, and a condition may or may not hold, so
//! with those there is no telling.

use std::sync::Arc;

use names::Arn;
use pipeline::{Caller, Identity};
use policy::{
    CallerKind, Check, Decision, Effect, Entries, Kind, Layers, Policy, ResourceKind, Source,
    Statement,
};
use records::{InlinePolicies, Reads, groups, policies};
use shapes::iam::PermissionCheckResultType;

/// Whether the caller has what the policy allows; `None` if a policy of the caller is missing.
pub(super) fn of(
    caller: &Caller,
    tx: &mut impl Reads,
    permission_policy: &str,
) -> Option<PermissionCheckResultType> {
    let asked = Policy::load(permission_policy, Kind::Session);
    let own = Own::of(caller, tx)?;
    let statements = asked.statements().iter();
    let allows = statements.filter(|statement| statement.effect() == Effect::Allow);
    Some(
        allows
            .map(|statement| own.covers(caller, statement))
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

/// The caller's policies. The root user has all permissions but those that its session does not.
struct Own {
    identity: Vec<Arc<Policy>>,
    boundary: Option<Arc<Policy>>,
    session: Option<Vec<Arc<Policy>>>,
}

impl Own {
    fn of(caller: &Caller, tx: &mut impl Reads) -> Option<Self> {
        let mut identity = Vec::new();
        let mut boundary = None;
        match caller.identity() {
            Identity::User(user) => {
                add(
                    tx,
                    &user.inline_policies,
                    &user.attached_policies,
                    &mut identity,
                )?;
                for id in &user.groups {
                    let group = groups::by_id(tx, *id)?;
                    let (inline, attached) = (&group.inline_policies, &group.attached_policies);
                    add(tx, inline, attached, &mut identity)?;
                }
                boundary = user.permissions_boundary.as_ref();
            }
            Identity::Role { role, .. } => {
                add(
                    tx,
                    &role.inline_policies,
                    &role.attached_policies,
                    &mut identity,
                )?;
                boundary = role.permissions_boundary.as_ref();
            }
            Identity::Root(_) | Identity::Federated { .. } | Identity::Anonymous => {}
        }
        let boundary = match boundary {
            Some(arn) => Some(managed(tx, arn)?),
            None => None,
        };
        Some(Self {
            identity,
            boundary,
            session: session(caller, tx)?,
        })
    }

    fn covers(&self, caller: &Caller, statement: &Statement) -> PermissionCheckResultType {
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
        let is_covered = asked.all(|(action, resource)| self.allows(caller, action, resource));
        match is_covered {
            true if self.has(|statement| statement.effect() == Effect::Deny) => Unsure,
            true => Allowed,
            false if self.has(|statement| !statement.conditions().is_empty()) => Unsure,
            false => Denied,
        }
    }

    fn allows(&self, caller: &Caller, action: &str, resource: &str) -> bool {
        let account = caller.account();
        let account = account.as_ref().map(|account| account.as_str());
        let kind = match caller.identity() {
            Identity::Root(_) => CallerKind::Root,
            Identity::Role { .. } => CallerKind::RoleSession,
            _ => CallerKind::User,
        };
        let arn = caller.arn().unwrap_or_default();
        let principal = policy::Caller::new(kind, arn, account);
        let identity: Vec<Source<'_>> = self.identity.iter().map(source).collect();
        let session = self.session.as_ref();
        let session: Option<Vec<Source<'_>>> =
            session.map(|policies| policies.iter().map(source).collect());
        let layers = Layers {
            identity: &identity,
            boundary: self.boundary.as_ref().map(source),
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
        let session = self.session.iter().flatten();
        let mut all = self.identity.iter().chain(&self.boundary).chain(session);
        all.any(|policy| policy.statements().iter().any(&is_it))
    }
}

fn session(caller: &Caller, tx: &mut impl Reads) -> Option<Option<Vec<Arc<Policy>>>> {
    let Some(claims) = caller.session() else {
        return Some(None);
    };
    let inline = claims.session_policy.as_deref();
    let mut all: Vec<_> = inline
        .map(|text| Arc::new(Policy::load(text, Kind::Session)))
        .into_iter()
        .collect();
    for arn in &claims.session_policy_arns {
        all.push(managed(tx, arn)?);
    }
    Some((!all.is_empty()).then_some(all))
}

fn add(
    tx: &mut impl Reads,
    inline: &InlinePolicies,
    attached: &[Arn],
    into: &mut Vec<Arc<Policy>>,
) -> Option<()> {
    let kind = Kind::Identity { managed: false };
    into.extend(
        inline
            .iter()
            .map(|policy| Arc::clone(policy.document.compiled(kind))),
    );
    for arn in attached {
        into.push(managed(tx, arn)?);
    }
    Some(())
}

fn managed(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<Policy>> {
    policies::by_arn(tx, arn)?.compiled().cloned()
}

fn source(policy: &Arc<Policy>) -> Source<'_> {
    Source { policy, arn: None }
}
