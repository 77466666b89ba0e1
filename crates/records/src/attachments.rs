//! Who a managed policy is attached to, and whom it bounds: found from the entities themselves.

use std::sync::Arc;

use names::Arn;

use crate::groups::Group;
use crate::roles::Role;
use crate::users::User;
use crate::{Reads, Record};

/// An entity that a policy is attached to or bounds.
#[derive(Clone, Debug)]
pub enum Entity {
    /// A user.
    User(Arc<User>),
    /// A group.
    Group(Arc<Group>),
    /// A role.
    Role(Arc<Role>),
}

/// How many users, groups and roles the policy is attached to.
///
/// A transaction that relies on zero must have read the policy itself: attaching touches it.
#[must_use]
pub fn count(tx: &impl Reads, policy: &Arn) -> usize {
    tx.state().index().attachment_count(policy)
}

/// How many users and roles the policy bounds; see [`count`].
#[must_use]
pub fn boundary_count(tx: &impl Reads, policy: &Arn) -> usize {
    tx.state().index().boundary_count(policy)
}

/// The entities that the policy is attached to, users first, then groups, then roles, each in order of names.
pub fn of<'a>(tx: &'a impl Reads, policy: &'a Arn) -> impl Iterator<Item = Entity> + 'a {
    tx.state()
        .index()
        .attached_to(policy)
        .filter_map(|key| entity(&tx.state().entry(key)?.record))
}

/// The users and roles that the policy bounds, in the same order.
pub fn bounded_by<'a>(tx: &'a impl Reads, policy: &'a Arn) -> impl Iterator<Item = Entity> + 'a {
    tx.state()
        .index()
        .bounded_by(policy)
        .filter_map(|key| entity(&tx.state().entry(key)?.record))
}

fn entity(record: &Record) -> Option<Entity> {
    Some(match record {
        Record::User(user) => Entity::User(user.clone()),
        Record::Group(group) => Entity::Group(group.clone()),
        Record::Role(role) => Entity::Role(role.clone()),
        _ => return None,
    })
}
