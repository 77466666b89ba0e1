//! Instance profiles by the names that requests give.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use std::sync::Arc;

use pipeline::{Check, Context, Printed};
use records::Reads;
use records::instance_profiles::{self, InstanceProfile};
use shapes::iam::NoSuchEntity;

use super::errors;
use crate::shared::resource;

/// The profile of this name.
pub(super) fn profile(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Arc<InstanceProfile>, NoSuchEntity> {
    let profile = instance_profiles::by_name(tx, cx.account(), name);
    profile.ok_or_else(|| errors::no_such_profile(name))
}

/// The profile of this name, to be changed and put back.
pub(super) fn profile_to_change(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<InstanceProfile, NoSuchEntity> {
    profile(cx, tx, name).map(Arc::unwrap_or_clone)
}

/// `action` on a profile named in the request, with its tags.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    action: &'static str,
    name: &str,
) -> Check {
    let account = cx.account();
    let check = match instance_profiles::by_name(tx, account, name) {
        Some(profile) => {
            Check::on(action, &profile.arn()).resource_tags(&profile.tags, resource::AWS_SPELLING)
        }
        None => Check::on(action, &account.unplaced_arn("instance-profile", name)),
    };
    check.printed(Printed::As(format!("instance profile {name}")))
}
