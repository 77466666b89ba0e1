//! Managed policies by the ARNs that requests give, and AWS's words for those that are not there or not the caller's.

use std::sync::Arc;

use names::Arn;
use pipeline::Context;
use records::Reads;
use records::policies::{self, AnyPolicy, ManagedPolicy};
use shapes::iam::{InvalidInput, NoSuchEntity};
use wire::CommonError;

use crate::shared::{attachment, errors};

/// The policy with this ARN, of the caller's account or of AWS.
pub(super) fn any(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    arn: &Arn,
) -> Result<AnyPolicy, NoSuchEntity> {
    let is_visible = arn.account_id().is_none_or(|owner| owner == cx.account());
    let found = policies::by_arn(tx, arn).filter(|_| is_visible);
    found.ok_or_else(|| errors::no_such_policy(arn.as_str()))
}

/// The policy with this ARN, to be changed and put back, or deleted; those of AWS are refused with `refusal`, whether
/// they exist or not.
pub(super) fn own<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    arn: &str,
    refusal: &'static str,
) -> Result<ManagedPolicy, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let arn = attachment::arn(arn)?;
    if is_of_aws(&arn) {
        return Err(CommonError::access_denied(refusal).into());
    }
    Ok(customer(cx, tx, &arn)?)
}

/// As [`own`], in the words of TagPolicy and UntagPolicy.
pub(super) fn taggable<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    arn: &str,
) -> Result<ManagedPolicy, E>
where
    E: From<NoSuchEntity> + From<InvalidInput> + From<CommonError>,
{
    let arn = attachment::arn(arn)?;
    if is_of_aws(&arn) {
        return Err(errors::no_tags_here().into());
    }
    Ok(customer(cx, tx, &arn)?)
}

/// The number of the version with this id.
pub(super) fn version(policy: &ManagedPolicy, version_id: &str) -> Result<u32, NoSuchEntity> {
    match policy.version(version_id) {
        Some(version) => Ok(version.number),
        None => Err(errors::no_such_version(&policy.arn(), version_id)),
    }
}

fn customer(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    arn: &Arn,
) -> Result<ManagedPolicy, NoSuchEntity> {
    match any(cx, tx, arn)? {
        AnyPolicy::Customer(policy) => Ok(Arc::unwrap_or_clone(policy)),
        AnyPolicy::Aws(_) => Err(errors::no_such_policy(arn.as_str())),
    }
}

fn is_of_aws(arn: &Arn) -> bool {
    arn.account() == "aws"
}
