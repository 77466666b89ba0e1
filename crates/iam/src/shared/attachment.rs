//! Managed policies on users, groups and roles.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html>

use names::{AccountId, Arn};
use records::policies::{self, AnyPolicy};
use records::quotas::Quota;
use records::{ReadTx, Reads, WriteTx};
use shapes::iam::{LimitExceeded, NoSuchEntity, PolicyNotAttachable};
use wire::CommonError;

use super::errors;

/// The ARN of a managed policy as a request gives it.
///
/// # Errors
/// `ValidationError` for what is no ARN of a policy, or of another partition.
pub(crate) fn arn(text: &str) -> Result<Arn, CommonError> {
    let arn: Arn = text.parse().map_err(|_| errors::invalid_arn())?;
    if arn.partition() != names::PARTITION {
        return Err(CommonError::validation("Invalid ARN partition"));
    }
    if arn.service() != "iam" || arn.resource_of_kind("policy").is_none() {
        return Err(errors::invalid_arn());
    }
    Ok(arn)
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
