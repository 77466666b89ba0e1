//! Authorization: from a demand to the proof that it is allowed.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::sync::LazyLock;

use policy::{Decision, Kind, Layers, Policy, PrincipalKey, ResourceKind, Source};
use records::ReadTx;

use crate::authorization_message::{self, Denied, Facts};
use crate::demand::ResourcePolicy;
use crate::gather::{Gathered, PrincipalPolicies, gather};
use crate::keys_of_request::{KeysOfRequest, RequestFacts};
use crate::{Allowed, Caller, Check, Demand, Denial, Pipeline, canonical_user_id};

impl Pipeline {
    /// Decides every check of `demand` at the snapshot of `reads`; a demand that asks for nothing is denied, unless
    /// it says that it is free.
    ///
    /// # Errors
    /// [`Denial`] of the first check that is not allowed.
    pub fn authorize<O: ?Sized>(
        &self,
        caller: &Caller,
        demand: &Demand,
        facts: &RequestFacts<'_>,
        reads: &mut ReadTx,
    ) -> Result<Allowed<O>, Denial> {
        self.note_action(caller, demand, facts);
        if demand.is_free() {
            return Ok(Allowed::proven());
        }
        let Ok(policies) = gather(caller, reads) else {
            tracing::error!(
                caller = caller.arn(),
                "a policy of the caller is missing from the records"
            );
            return Err(undecidable(caller, demand));
        };
        let identity = sources(&policies.identity);
        let session = policies.session.as_deref().map(sources);
        let sides = Sides {
            policies: &policies,
            identity: &identity,
            session: session.as_deref(),
        };
        for check in demand.checks() {
            self.decide(caller, check, facts, &sides)?;
        }
        if demand.checks().is_empty() {
            return Err(undecidable(caller, demand));
        }
        Ok(Allowed::proven())
    }

    fn decide(
        &self,
        caller: &Caller,
        check: &Check,
        facts: &RequestFacts<'_>,
        sides: &Sides<'_>,
    ) -> Result<(), Denial> {
        ask(caller, check, facts, sides, |question| {
            let Question {
                principal,
                asked,
                layers,
                keys,
            } = question;
            match policy::decide(principal, asked, layers, keys) {
                Decision::Allow => Ok(()),
                Decision::Deny(denial) if check.is_veto && is_merely_not_allowed(&denial) => Ok(()),
                Decision::Deny(denial) => {
                    let message = self.message(&Denied {
                        caller,
                        check,
                        keys,
                        layers,
                        denial: &denial,
                    });
                    Err(refusal(caller, check, asked.owner, &denial).with_message(message))
                }
            }
        })
    }

    /// The facts of a denial, sealed, if the log takes them.
    fn message(&self, denied: &Denied<'_>) -> Option<String> {
        let account = denied.caller.account()?;
        let now = denied.keys.now();
        if !tracing::enabled!(target: "audit", tracing::Level::INFO)
            || !self.message_pace.admits(now)
        {
            return None;
        }
        let facts = Facts::new(denied);
        authorization_message::seal(&self.key_ring, account, &facts, now, self.entropy())
    }
}

/// One check with all that it is decided on.
pub(crate) struct Question<'q, 'a> {
    pub(crate) principal: &'q policy::Caller<'a>,
    pub(crate) asked: &'q policy::Check<'a>,
    pub(crate) layers: &'q Layers<'a>,
    pub(crate) keys: &'q KeysOfRequest<'a>,
}

/// Puts together what one check is decided on, for the decision and for whoever explains it later.
pub(crate) fn ask<R>(
    caller: &Caller,
    check: &Check,
    facts: &RequestFacts<'_>,
    sides: &Sides<'_>,
    then: impl FnOnce(Question<'_, '_>) -> R,
) -> R {
    let owner = owner(caller, check);
    let keys = KeysOfRequest::new(caller, check, facts, owner);
    let granted: Vec<Source<'_>>;
    let identity = if check.is_granted {
        granted = sides.identity.iter().copied().chain([grant()]).collect();
        &granted
    } else {
        sides.identity
    };
    let layers = Layers {
        // This authority has one organization level yet: none.
        rcp: &[],
        scp: &[],
        vpc_endpoint: None,
        resource: resource(&check.resource_policy),
        identity,
        boundary: sides.policies.boundary.as_ref().map(Gathered::source),
        session: sides.session,
    };
    let asked = policy::Check {
        action: check.action,
        resource: &check.resource,
        owner,
        resource_kind: kind(&check.resource_policy),
    };
    let mut principal = caller.as_principal();
    let canonical_user = canonical_user(caller, &check.resource_policy);
    principal.canonical_user = canonical_user.as_deref();
    then(Question {
        principal: &principal,
        asked: &asked,
        layers: &layers,
        keys: &keys,
    })
}

/// The principal's policies in the form that the evaluator reads, made once for all checks.
pub(crate) struct Sides<'a> {
    pub(crate) policies: &'a PrincipalPolicies,
    pub(crate) identity: &'a [Source<'a>],
    pub(crate) session: Option<&'a [Source<'a>]>,
}

/// The caller's account in the spelling of S3, written out only for a policy that uses it.
fn canonical_user(caller: &Caller, policy: &ResourcePolicy) -> Option<String> {
    let (ResourcePolicy::Ordinary(policy) | ResourcePolicy::Trust(policy)) = policy else {
        return None;
    };
    let is_used = policy
        .principals()
        .any(|principal| principal.key() == PrincipalKey::CanonicalUser);
    let account = caller.account().filter(|_| is_used)?;
    Some(canonical_user_id(account.as_str()))
}

/// The denial as the caller may read it: only who belongs to the resource's account learns the reason.
///
/// Of assuming a role nobody does. AWS was observed to end after the resource there, and a reason would tell a role that
/// does not exist from one that trusts the account.
fn refusal(
    caller: &Caller,
    check: &Check,
    owner: Option<&str>,
    denial: &policy::Denial<'_>,
) -> Denial {
    if let policy::Cause::Fault(fault) = &denial.cause {
        tracing::error!(
            caller = caller.arn(),
            action = check.action,
            ?fault,
            "a decision failed, so it is a denial"
        );
        return Denial::new(
            caller,
            check,
            format!("because the decision failed: {fault:?}"),
            false,
        );
    }
    let is_own = owner.is_some() && owner == caller.account_text();
    let is_told = is_own && kind(&check.resource_policy) != ResourceKind::RoleTrust;
    Denial::new(caller, check, denial.reason_clause(check.action), is_told)
}

/// Whether the denial is the absence of an Allow, and not a Deny or a fault.
fn is_merely_not_allowed(denial: &policy::Denial<'_>) -> bool {
    denial.cause == policy::Cause::Implicit
}

/// The account that owns the resource: as its ARN says, as its service says, else the caller's own for nothing in
/// particular. What AWS owns counts as the caller's own.
///
/// The resource may be a pattern that is no ARN to the letter, such as `arn:aws:s3:::*`, so it is read as text.
fn owner<'a>(caller: &'a Caller, check: &'a Check) -> Option<&'a str> {
    let named = check
        .resource
        .strip_prefix("arn:")
        .and_then(|rest| rest.split(':').nth(3));
    match named {
        Some("aws") => caller.account_text(),
        Some(account) if !account.is_empty() => Some(account),
        _ if check.owner.is_some() => check.owner.as_deref(),
        _ if check.resource == "*" => caller.account_text(),
        _ => None,
    }
}

fn resource(policy: &ResourcePolicy) -> Option<Source<'_>> {
    match policy {
        ResourcePolicy::Ordinary(policy) | ResourcePolicy::Trust(policy) => {
            Some(Source { policy, arn: None })
        }
        ResourcePolicy::None | ResourcePolicy::MissingTrust => None,
    }
}

fn kind(policy: &ResourcePolicy) -> ResourceKind {
    match policy {
        ResourcePolicy::Trust(_) | ResourcePolicy::MissingTrust => ResourceKind::RoleTrust,
        ResourcePolicy::None | ResourcePolicy::Ordinary(_) => ResourceKind::Ordinary,
    }
}

pub(crate) fn sources(gathered: &[Gathered]) -> Vec<Source<'_>> {
    gathered.iter().map(Gathered::source).collect()
}

/// What an account allows to its users beside their policies, as a policy; it applies to the one check that says so.
fn grant() -> Source<'static> {
    static GRANT: LazyLock<Policy> = LazyLock::new(|| {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        Policy::load(text, Kind::Identity { managed: false })
    });
    Source {
        policy: &GRANT,
        arn: None,
    }
}

/// The denial of what could not be decided: no reason is shown, for there is none that the caller could mend.
fn undecidable(caller: &Caller, demand: &Demand) -> Denial {
    let nothing = Check::on_anything("sts:GetCallerIdentity");
    let check = demand.checks().first().unwrap_or(&nothing);
    Denial::new(
        caller,
        check,
        "because the decision could not be made".to_owned(),
        false,
    )
}
