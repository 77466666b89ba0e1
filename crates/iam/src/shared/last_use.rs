//! When credentials were last used, as responses show it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use names::{AccountId, UniqueId};
use pipeline::Context;
use records::roles::Role;
use records::{Reads, UnixTime, usage};
use shapes::iam::RoleLastUsed;
use wire::Timestamp;

use super::view;

/// When and where the role was last used by any of its sessions; empty if it was not in the time that is looked back.
pub(crate) fn of_role(cx: &Context<'_>, tx: &mut impl Reads, role: &Role) -> RoleLastUsed {
    let usage = usage::of(tx, role.account, Some(role.id));
    let last = usage.as_ref().and_then(|usage| usage.last(cx.seconds()));
    RoleLastUsed {
        last_used_date: last.map(|used| view::time(used.at)),
        region: last.map(|used| used.region.clone()),
    }
}

/// When the password of a user last opened the console, or that of the root user; absent if none ever did.
pub(crate) fn of_password(
    tx: &mut impl Reads,
    account: AccountId,
    entity: Option<UniqueId>,
) -> Option<Timestamp> {
    let used_at = usage::of(tx, account, entity)?.password_used_at?;
    Some(view::time(used_at))
}

/// The last uses of access keys, services and actions are told in whole minutes.
pub(crate) fn minute(at: UnixTime) -> UnixTime {
    UnixTime(at.0 - at.0.rem_euclid(60))
}
