//! Whom a question about last use is about: a user, a group, a role, or whoever has a managed policy.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use std::sync::Arc;

use names::{Arn, UniqueId};
use pipeline::{Check, Context, Printed};
use policy::{Kind, Policy};
use records::attachments::{self, Entity};
use records::groups::{self, Group};
use records::policies::{self, AnyPolicy};
use records::{InlinePolicies, ReadTx, Reads, roles, users};
use shapes::iam::{InvalidInput, NoSuchEntity, PolicyOwnerEntityType};
use wire::CommonError;

use super::errors;
use crate::shared::{errors as shared_errors, resource};

/// What an ARN names. Authorization decides on the ARN as it was sent, so nothing is found by another spelling of it.
pub(super) enum Target {
    Entity(Entity),
    Policy(Arn, AnyPolicy),
}

/// A policy of the target, and how it came to have it.
pub(super) struct Granting {
    pub(super) name: String,
    pub(super) policy: Arc<Policy>,
    pub(super) origin: Origin,
}

pub(super) enum Origin {
    Managed(Arn),
    /// On an entity of this kind and name.
    Inline(PolicyOwnerEntityType, String),
}

/// `action` on the ARN as it was sent, with the tags of what it names.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    text: &str,
) -> Result<Check, InvalidInput> {
    let arn = own_arn(cx, text)?;
    let name = arn.resource_name();
    let check = if arn.resource_of_kind("policy").is_some() {
        let tags = crate::shared::attachment::tags(tx, &arn);
        resource::policy(action, &arn, tags.as_ref())
    } else if arn.resource_of_kind("user").is_some() {
        resource::user(cx, tx, action, name)
    } else if arn.resource_of_kind("group").is_some() {
        resource::group(cx, tx, action, name)
    } else {
        resource::role(cx, tx, action, name)
    };
    let check = check.printed(Printed::Resource);
    // The tags of a thing at another path are not those of what was asked for.
    Ok(if check.resource() == text {
        check
    } else {
        Check::on(action, &arn)
    })
}

impl Target {
    pub(super) fn find<E>(cx: &Context<'_>, tx: &mut impl Reads, text: &str) -> Result<Self, E>
    where
        E: From<NoSuchEntity> + From<InvalidInput>,
    {
        let arn = own_arn(cx, text)?;
        let (account, name) = (cx.account(), arn.resource_name());
        let (found, missing) = if arn.resource_of_kind("policy").is_some() {
            let policy = policies::by_arn(tx, &arn);
            let found = policy.map(|policy| Self::Policy(arn.clone(), policy));
            (found, shared_errors::no_such_policy(text))
        } else if arn.resource_of_kind("user").is_some() {
            let user = users::by_name(tx, account, name).filter(|user| user.arn() == arn);
            let found = user.map(|user| Self::Entity(Entity::User(user)));
            (found, shared_errors::no_such_user(name))
        } else if arn.resource_of_kind("group").is_some() {
            let group = groups::by_name(tx, account, name).filter(|group| group.arn() == arn);
            let found = group.map(|group| Self::Entity(Entity::Group(group)));
            (found, shared_errors::no_such_group(name))
        } else {
            let role = roles::by_name(tx, account, name).filter(|role| role.arn() == arn);
            let found = role.map(|role| Self::Entity(Entity::Role(role)));
            (found, shared_errors::no_such_role(name))
        };
        found.ok_or_else(|| missing.into())
    }

    /// The policies that count: those of identities alone, and for a user those of its groups too.
    ///
    /// # Errors
    /// An internal failure for an attached policy that is not there.
    pub(super) fn policies(&self, tx: &mut impl Reads) -> Result<Vec<Granting>, CommonError> {
        let mut granting = Vec::new();
        let gathered = match self {
            Self::Policy(arn, policy) => managed(arn, policy).map(|one| granting.push(one)),
            Self::Entity(Entity::User(user)) => {
                let owner = (PolicyOwnerEntityType::User, user.name.as_str());
                let own = (&user.inline_policies, user.attached_policies.as_slice());
                add(tx, owner, own, &mut granting).and_then(|()| {
                    user.groups.iter().try_for_each(|id| {
                        let group = groups::by_id(tx, *id)?;
                        add_of_group(tx, &group, &mut granting)
                    })
                })
            }
            Self::Entity(Entity::Group(group)) => add_of_group(tx, group, &mut granting),
            Self::Entity(Entity::Role(role)) => {
                let owner = (PolicyOwnerEntityType::Role, role.name.as_str());
                let own = (&role.inline_policies, role.attached_policies.as_slice());
                add(tx, owner, own, &mut granting)
            }
        };
        match gathered {
            Some(()) => Ok(granting),
            None => Err(CommonError::internal_failure()),
        }
    }

    /// The users and roles that may use what the policies grant, each once: the entity itself, the members of the group,
    /// or whoever has the policy.
    pub(super) fn entities(&self, tx: &impl Reads, cx: &Context<'_>) -> Vec<UniqueId> {
        let mut ids = Vec::new();
        match self {
            Self::Entity(entity) => add_ids(tx, entity, &mut ids),
            Self::Policy(arn, _) => {
                let holders = attachments::of(tx, arn);
                let own = holders
                    .filter(|entity| crate::shared::attachment::account_of(entity) == cx.account());
                own.for_each(|entity| add_ids(tx, &entity, &mut ids));
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The ARN of something that the account has, or of a policy of AWS.
fn own_arn(cx: &Context<'_>, text: &str) -> Result<Arn, InvalidInput> {
    let invalid = || errors::invalid_arn(text);
    let arn: Arn = text.parse().map_err(|_| invalid())?;
    let is_kind = |kind: &&str| arn.resource_of_kind(kind).is_some();
    let is_policy = is_kind(&"policy");
    let is_of_iam = (arn.partition(), arn.service(), arn.region()) == (names::PARTITION, "iam", "");
    let is_own = arn.account_id() == Some(cx.account()) || (is_policy && arn.account() == "aws");
    if is_of_iam && is_own && ["user", "group", "role", "policy"].iter().any(is_kind) {
        Ok(arn)
    } else {
        Err(invalid())
    }
}

fn add_ids(tx: &impl Reads, entity: &Entity, ids: &mut Vec<UniqueId>) {
    match entity {
        Entity::User(user) => ids.push(user.id),
        Entity::Role(role) => ids.push(role.id),
        Entity::Group(group) => ids.extend(groups::members(tx, group, None).map(|user| user.id)),
    }
}

fn add_of_group(tx: &mut impl Reads, group: &Group, into: &mut Vec<Granting>) -> Option<()> {
    let owner = (PolicyOwnerEntityType::Group, group.name.as_str());
    let own = (&group.inline_policies, group.attached_policies.as_slice());
    add(tx, owner, own, into)
}

/// `None` for an attached policy that is not there.
fn add(
    tx: &mut impl Reads,
    (kind, owner): (PolicyOwnerEntityType, &str),
    (inline, attached): (&InlinePolicies, &[Arn]),
    into: &mut Vec<Granting>,
) -> Option<()> {
    into.extend(inline.iter().map(|policy| Granting {
        name: policy.name.to_string(),
        policy: Arc::clone(policy.document.compiled(Kind::Identity { managed: false })),
        origin: Origin::Inline(kind, owner.to_owned()),
    }));
    for arn in attached {
        into.push(managed(arn, &policies::by_arn(tx, arn)?)?);
    }
    Some(())
}

fn managed(arn: &Arn, policy: &AnyPolicy) -> Option<Granting> {
    Some(Granting {
        name: arn.resource_name().to_owned(),
        policy: Arc::clone(policy.compiled()?),
        origin: Origin::Managed(arn.clone()),
    })
}
