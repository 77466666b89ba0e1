//! The policies that bear on a caller: its own, its groups', its boundary, its session's.

use std::sync::Arc;

use names::Arn;
use policy::{Kind, Policy, Source};
use records::policies::by_arn;
use records::{InlinePolicies, Reads, groups};

use crate::{Caller, Identity, Issuer};

/// One policy with the ARN that a denial may name.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The policy.
    pub policy: Arc<Policy>,
    /// Of a managed policy.
    pub arn: Option<Arn>,
}

impl Gathered {
    /// The policy in the form that the evaluator reads.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        Source {
            policy: &self.policy,
            arn: self.arn.as_ref().map(Arn::as_str),
        }
    }
}

/// The principal's side of a decision.
#[derive(Debug, Default)]
pub struct PrincipalPolicies {
    /// The principal's own policies and those of its groups.
    pub identity: Vec<Gathered>,
    /// The permissions boundary.
    pub boundary: Option<Gathered>,
    /// `None`: no session policy was passed.
    pub session: Option<Vec<Gathered>>,
}

/// A policy that the caller depends on is not there; deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

/// Gathers all policies of `caller` at one snapshot. A policy that should be there and is not is an error: what it
/// denies is unknown.
///
/// # Errors
/// [`Missing`] for such a policy.
pub fn gather(caller: &Caller, tx: &mut impl Reads) -> Result<PrincipalPolicies, Missing> {
    let mut gathered = PrincipalPolicies::default();
    match caller.identity() {
        Identity::User(user)
        | Identity::Federated {
            issuer: Issuer::User(user),
            ..
        } => {
            entity(
                tx,
                &user.inline_policies,
                &user.attached_policies,
                &mut gathered.identity,
            )?;
            for id in &user.groups {
                let group = groups::by_id(tx, *id).ok_or(Missing)?;
                entity(
                    tx,
                    &group.inline_policies,
                    &group.attached_policies,
                    &mut gathered.identity,
                )?;
            }
            gathered.boundary = boundary(tx, user.permissions_boundary.as_ref())?;
        }
        Identity::Role { role, .. } => {
            entity(
                tx,
                &role.inline_policies,
                &role.attached_policies,
                &mut gathered.identity,
            )?;
            gathered.boundary = boundary(tx, role.permissions_boundary.as_ref())?;
        }
        Identity::Root(_)
        | Identity::Federated {
            issuer: Issuer::Root(_),
            ..
        }
        | Identity::Anonymous => {}
    }
    gathered.session = session(caller, tx)?;
    Ok(gathered)
}

fn entity(
    tx: &mut impl Reads,
    inline: &InlinePolicies,
    attached: &[Arn],
    into: &mut Vec<Gathered>,
) -> Result<(), Missing> {
    for policy in inline.iter() {
        let compiled = policy.document.compiled(Kind::Identity { managed: false });
        into.push(Gathered {
            policy: Arc::clone(compiled),
            arn: None,
        });
    }
    for arn in attached {
        into.push(managed(tx, arn).ok_or(Missing)?);
    }
    Ok(())
}

fn boundary(tx: &mut impl Reads, arn: Option<&Arn>) -> Result<Option<Gathered>, Missing> {
    arn.map(|arn| managed(tx, arn).ok_or(Missing)).transpose()
}

/// Session policies. A managed one that was deleted since may have denied something, so nothing is allowed without it.
fn session(caller: &Caller, tx: &mut impl Reads) -> Result<Option<Vec<Gathered>>, Missing> {
    let Some(claims) = caller.session() else {
        return Ok(None);
    };
    if claims.session_policy.is_none() && claims.session_policy_arns.is_empty() {
        return Ok(None);
    }
    let mut gathered = Vec::new();
    if let Some(text) = &claims.session_policy {
        gathered.push(Gathered {
            policy: Arc::new(Policy::load(text, Kind::Session)),
            arn: None,
        });
    }
    for arn in &claims.session_policy_arns {
        gathered.push(managed(tx, arn).ok_or(Missing)?);
    }
    Ok(Some(gathered))
}

fn managed(tx: &mut impl Reads, arn: &Arn) -> Option<Gathered> {
    let policy = by_arn(tx, arn)?.compiled()?.clone();
    Some(Gathered {
        policy,
        arn: Some(arn.clone()),
    })
}
