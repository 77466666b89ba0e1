//! The user, group or role whose live policies are simulated.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use names::{Arn, UniqueId};
use pipeline::{Check, Context, Printed};
use records::attachments::Entity;
use records::{InlinePolicies, ReadTx, groups, policies, roles, users};
use shapes::iam::{AttachmentType, InvalidInput, NoSuchEntity};
use wire::CommonError;

use super::errors;
use super::source::Source;
use crate::shared::resource;

/// Whom a PolicySourceArn names. AWS was observed to go by the name alone, whatever the path.
pub(super) struct Named {
    kind: AttachmentType,
    name: String,
}

/// An entity with its policies: those of a user include those of its groups, each managed one once.
pub(super) struct Principal {
    pub(super) arn: Arn,
    pub(super) id: UniqueId,
    pub(super) policies: Vec<Source>,
    pub(super) boundary: Option<Source>,
}

impl Principal {
    /// All policies, the boundary included, each once.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        let is_attached = |boundary: &&Source| {
            self.policies
                .iter()
                .any(|source| source.arn() == boundary.arn())
        };
        let boundary = self
            .boundary
            .iter()
            .filter(move |boundary| !is_attached(boundary));
        self.policies.iter().chain(boundary)
    }
}

impl Named {
    /// Reads a PolicySourceArn.
    ///
    /// # Errors
    /// `InvalidInput` for what names no user, group or role of this account.
    pub(super) fn parse(cx: &Context<'_>, text: &str) -> Result<Self, InvalidInput> {
        let invalid = || errors::invalid_source_arn(text);
        let arn: Arn = text.parse().map_err(|_| invalid())?;
        let is_of_iam =
            (arn.partition(), arn.service(), arn.region()) == (names::PARTITION, "iam", "");
        let kind = AttachmentType::ALL.iter().copied();
        let kind = kind
            .into_iter()
            .find(|kind| arn.resource_of_kind(kind.as_str()).is_some());
        let (Some(account), Some(kind), true) = (arn.account_id(), kind, is_of_iam) else {
            return Err(invalid());
        };
        if account != cx.account() {
            return Err(errors::foreign_source(cx.account(), account));
        }
        let name = arn.resource_name().to_owned();
        Ok(Self { kind, name })
    }

    /// `action` on the entity, by its stored ARN.
    pub(super) fn check(&self, cx: &Context<'_>, tx: &mut ReadTx, action: &'static str) -> Check {
        let check = match self.kind {
            AttachmentType::User => resource::user(cx, tx, action, &self.name),
            AttachmentType::Group => resource::group(cx, tx, action, &self.name),
            AttachmentType::Role => resource::role(cx, tx, action, &self.name),
        };
        check.printed(Printed::Resource)
    }

    /// The entity's policies at this snapshot.
    ///
    /// # Errors
    /// `NoSuchEntity`, and an internal failure for an attached policy that is not there.
    pub(super) fn load<E>(&self, cx: &Context<'_>, tx: &mut ReadTx) -> Result<Principal, E>
    where
        E: From<NoSuchEntity> + From<CommonError>,
    {
        let entity = self.find(cx, tx).ok_or_else(errors::no_such_source)?;
        let principal = gather(tx, &entity).ok_or_else(CommonError::internal_failure)?;
        Ok(principal)
    }

    fn find(&self, cx: &Context<'_>, tx: &mut ReadTx) -> Option<Entity> {
        let (account, name) = (cx.account(), self.name.as_str());
        match self.kind {
            AttachmentType::User => users::by_name(tx, account, name).map(Entity::User),
            AttachmentType::Group => groups::by_name(tx, account, name).map(Entity::Group),
            AttachmentType::Role => roles::by_name(tx, account, name).map(Entity::Role),
        }
    }
}

fn gather(tx: &mut ReadTx, entity: &Entity) -> Option<Principal> {
    let mut sources = Vec::new();
    let (arn, id, boundary) = match entity {
        Entity::User(user) => {
            let owner = (AttachmentType::User, user.name.as_str());
            add(
                tx,
                owner,
                &user.inline_policies,
                &user.attached_policies,
                &mut sources,
            )?;
            for id in &user.groups {
                let group = groups::by_id(tx, *id)?;
                let owner = (AttachmentType::Group, group.name.as_str());
                add(
                    tx,
                    owner,
                    &group.inline_policies,
                    &group.attached_policies,
                    &mut sources,
                )?;
            }
            (user.arn(), user.id, user.permissions_boundary.as_ref())
        }
        Entity::Group(group) => {
            let owner = (AttachmentType::Group, group.name.as_str());
            add(
                tx,
                owner,
                &group.inline_policies,
                &group.attached_policies,
                &mut sources,
            )?;
            (group.arn(), group.id, None)
        }
        Entity::Role(role) => {
            let owner = (AttachmentType::Role, role.name.as_str());
            add(
                tx,
                owner,
                &role.inline_policies,
                &role.attached_policies,
                &mut sources,
            )?;
            (role.arn(), role.id, role.permissions_boundary.as_ref())
        }
    };
    let boundary = match boundary {
        Some(arn) => Some(managed(tx, arn)?),
        None => None,
    };
    Some(Principal {
        arn,
        id,
        policies: sources,
        boundary,
    })
}

fn add(
    tx: &mut ReadTx,
    (kind, owner): (AttachmentType, &str),
    inline: &InlinePolicies,
    attached: &[Arn],
    into: &mut Vec<Source>,
) -> Option<()> {
    into.extend(
        inline
            .iter()
            .map(|policy| Source::inline(kind, owner, policy)),
    );
    for arn in attached {
        if !into.iter().any(|source| source.arn() == Some(arn)) {
            into.push(managed(tx, arn)?);
        }
    }
    Some(())
}

fn managed(tx: &mut ReadTx, arn: &Arn) -> Option<Source> {
    Source::managed(arn, &policies::by_arn(tx, arn)?)
}
