//! Managed policies on users, groups and roles.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html>

use names::{AccountId, Arn};
use pipeline::Context;
use records::attachments::{self, Entity};
use records::policies::{self, AnyPolicy};
use records::quotas::Quota;
use records::{ReadTx, Reads, WriteTx};
use shapes::iam::{AttachedPolicy, LimitExceeded, NoSuchEntity, PolicyNotAttachable};
use wire::CommonError;

use super::{errors, page, view};

/// The ARN of a managed policy as a request gives it.
///
/// # Errors
/// `ValidationError` for what is no ARN of a policy, or of another partition.
pub(crate) fn arn(text: &str) -> Result<Arn, CommonError> {
    super::arn::of_kind(text, "policy", errors::invalid_policy_arn)
}

/// Why a policy may not be attached or set as a boundary.
pub(crate) enum Unattachable {
    /// It does not exist, or is another account's.
    Missing,
    /// AWS keeps it for its own roles.
    Reserved(PolicyNotAttachable),
}

/// Checks that the policy exists, belongs to the account or to AWS, and is not reserved. `kind` is `user`, `group` or
/// `role`.
pub(crate) fn check(
    tx: &mut impl Reads,
    account: AccountId,
    arn: &Arn,
    kind: &str,
) -> Result<(), Unattachable> {
    let is_visible = arn.account_id().is_none_or(|owner| owner == account);
    match policies::by_arn(tx, arn).filter(|_| is_visible) {
        None => Err(Unattachable::Missing),
        Some(AnyPolicy::Aws(policy)) if !policy.is_attachable() => {
            let message = format!("Cannot attach AWS reserved policy to an IAM {kind}.");
            Err(Unattachable::Reserved(PolicyNotAttachable::new(message)))
        }
        Some(_) => Ok(()),
    }
}

/// As [`check`], in the words of the Attach operations.
pub(crate) fn require_attachable<E>(
    tx: &mut impl Reads,
    account: AccountId,
    arn: &Arn,
    kind: &str,
) -> Result<(), E>
where
    E: From<NoSuchEntity> + From<PolicyNotAttachable>,
{
    check(tx, account, arn, kind).map_err(|refused| match refused {
        Unattachable::Missing => errors::not_attachable(arn).into(),
        Unattachable::Reserved(error) => error.into(),
    })
}

/// Adds the policy to those of an entity; one that is there already changes nothing.
pub(crate) fn attach(
    attached: &mut Vec<Arn>,
    arn: &Arn,
    quota: Quota,
) -> Result<(), LimitExceeded> {
    if attached.contains(arn) {
        return Ok(());
    }
    if quota.is_reached(attached.len()) {
        return Err(errors::quota_exceeded(quota));
    }
    attached.push(arn.clone());
    Ok(())
}

/// Removes the policy from those of an entity.
pub(crate) fn detach(attached: &mut Vec<Arn>, arn: &Arn) -> Result<(), NoSuchEntity> {
    let before = attached.len();
    attached.retain(|present| present != arn);
    if attached.len() < before {
        Ok(())
    } else {
        Err(NoSuchEntity::new(format!("Policy {arn} was not found.")))
    }
}

/// One page of the attached policies under a path prefix, and the marker of the next.
pub(crate) fn page(
    cx: &Context<'_>,
    question: &str,
    asked: page::Asked<'_>,
    attached: &[Arn],
    path_prefix: Option<&str>,
) -> Result<(Vec<AttachedPolicy>, Option<String>), CommonError> {
    let prefix = path_prefix.unwrap_or("/");
    let matching = attached.iter().filter(|arn| is_under(arn, prefix));
    let question = format!("{question}/{prefix}");
    let (arns, marker) = page::sorted(cx, &question, asked, matching, |arn| arn.to_string())?;
    Ok((arns.into_iter().map(view::attached).collect(), marker))
}

/// Whether the path of the policy begins with the prefix, which ends with a slash.
fn is_under(policy: &Arn, prefix: &str) -> bool {
    let path_and_name = policy.resource().strip_prefix("policy").unwrap_or_default();
    path_and_name.starts_with(prefix)
}

/// How much one account uses a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Users, groups and roles that it is attached to.
    pub(crate) attachments: usize,
    /// Users and roles that it bounds.
    pub(crate) boundaries: usize,
}

/// How much the account uses the policy. Policies of AWS are used by every account, and each sees its own use only.
pub(crate) fn usage(tx: &impl Reads, account: AccountId, arn: &Arn) -> Usage {
    if arn.account_id().is_some() {
        return Usage {
            attachments: attachments::count(tx, arn),
            boundaries: attachments::boundary_count(tx, arn),
        };
    }
    let is_own = |entity: &Entity| account_of(entity) == account;
    Usage {
        attachments: attachments::of(tx, arn).filter(is_own).count(),
        boundaries: attachments::bounded_by(tx, arn).filter(is_own).count(),
    }
}

/// The account that an entity belongs to.
pub(crate) fn account_of(entity: &Entity) -> AccountId {
    match entity {
        Entity::User(user) => user.account,
        Entity::Group(group) => group.account,
        Entity::Role(role) => role.account,
    }
}

/// Makes whoever deletes the policy at the same time, believing it unattached, think again.
pub(crate) fn touch(tx: &mut WriteTx, arn: &Arn) {
    if let Some(account) = arn.account_id() {
        tx.touch(&policies::key(account, arn.resource_name()));
    }
}

/// The tags of a customer managed policy, for condition keys.
pub(crate) fn tags(tx: &mut ReadTx, arn: &Arn) -> Option<names::TagSet> {
    match policies::by_arn(tx, arn)? {
        AnyPolicy::Customer(policy) => Some(policy.tags.clone()),
        AnyPolicy::Aws(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prefix_filters_by_the_path_alone() {
        for (arn, prefix, expected) in [
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", "/", true),
            ("arn:aws:iam::123456789012:policy/a/b/P", "/a/", true),
            ("arn:aws:iam::123456789012:policy/a/b/P", "/a/b/", true),
            ("arn:aws:iam::123456789012:policy/a/b/P", "/b/", false),
            ("arn:aws:iam::123456789012:policy/a/b/P", "/a/b/P/", false),
        ] {
            assert_eq!(
                is_under(&arn.parse().unwrap(), prefix),
                expected,
                "{arn} {prefix}"
            );
        }
    }

    #[test]
    fn attaching_twice_is_attaching_once() {
        let quota = Quota {
            name: "PoliciesPerUser",
            limit: 1,
        };
        let [one, other] = ["One", "Other"].map(|name| {
            format!("arn:aws:iam::aws:policy/{name}")
                .parse::<Arn>()
                .unwrap()
        });
        let mut attached = Vec::new();
        assert!(attach(&mut attached, &one, quota).is_ok());
        assert!(attach(&mut attached, &one, quota).is_ok());
        assert_eq!(
            attach(&mut attached, &other, quota).unwrap_err().message,
            "Cannot exceed quota for PoliciesPerUser: 1"
        );
        assert!(detach(&mut attached, &other).is_err());
        assert!(detach(&mut attached, &one).is_ok() && attached.is_empty());
    }
}
