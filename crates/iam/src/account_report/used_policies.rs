//! The managed policies that an account uses: attached to a user, group or role, or bounding a user or role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use std::collections::BTreeSet;

use names::{AccountId, Arn};
use records::{Reads, groups, roles, users};

/// Each once, those of AWS too.
pub(super) fn of(tx: &impl Reads, account: AccountId) -> BTreeSet<&Arn> {
    let of_users = users::list(tx, account, None).flat_map(|user| {
        user.attached_policies
            .iter()
            .chain(&user.permissions_boundary)
    });
    let of_roles = roles::list(tx, account, None).flat_map(|role| {
        role.attached_policies
            .iter()
            .chain(&role.permissions_boundary)
    });
    let of_groups =
        groups::list(tx, account, None).flat_map(|group| group.attached_policies.iter());
    of_users.chain(of_roles).chain(of_groups).collect()
}
