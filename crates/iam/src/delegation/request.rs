//! Requests by their ids, and who may do what with them besides what policies grant.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html>

use std::sync::Arc;

use pipeline::{Caller, Check, Context};
use records::delegation_requests::{self, DelegationRequest};
use records::{ReadTx, Reads};
use shapes::iam::NoSuchEntity;

use super::errors;

/// The request, if the caller's account may know of it. One of another account is as if it were not: "only identities
/// within that owner account can call".
pub(super) fn visible(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    id: &str,
) -> Option<Arc<DelegationRequest>> {
    delegation_requests::get(tx, id)
        .filter(|request| request.is_visible_to(cx.account()))
        .filter(|request| cx.seconds() < request.forgotten_at())
}

/// The request, to be looked at.
pub(super) fn get(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    id: &str,
) -> Result<Arc<DelegationRequest>, NoSuchEntity> {
    visible(cx, tx, id).ok_or_else(|| errors::no_such_request(id))
}

/// The request of the caller's account, to be changed and put back.
pub(super) fn owned(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    id: &str,
) -> Result<DelegationRequest, NoSuchEntity> {
    get(cx, tx, id).map(Arc::unwrap_or_clone)
}

/// Whether the caller is who claimed the request, and not a namesake.
pub(super) fn is_owner(caller: &Caller, request: &DelegationRequest) -> bool {
    let owner = request.owner.as_ref();
    owner.is_some_and(|owner| owner.user_id == caller.user_id())
}

/// The ARN that decisions are made on.
pub(super) fn arn(cx: &Context<'_>, id: &str) -> String {
    let account = cx.account();
    format!(
        "arn:{}:iam::{account}:delegation-request/{id}",
        names::PARTITION
    )
}

/// `action` on the request with this id.
pub(super) fn check(cx: &Context<'_>, tx: &mut ReadTx, action: &'static str, id: &str) -> Check {
    let request = visible(cx, tx, id);
    let owner = request.as_ref().and_then(|request| request.owner.as_ref());
    let is_granted = request
        .as_ref()
        .is_some_and(|request| is_granted(cx.caller, request, action));
    Check::on_text(action, arn(cx, id))
        .key_maybe(OWNER, owner.map(|owner| owner.arn.as_str()))
        .granted_if(is_granted)
}

/// What AWS grants by itself: whoever knows the id of a request that nobody has claimed may look at it and claim it, and
/// who claimed it may do all with it but approve it.
fn is_granted(caller: &Caller, request: &DelegationRequest, action: &str) -> bool {
    let actions = match &request.owner {
        None => OF_ANYONE,
        Some(_) if is_owner(caller, request) => OF_OWNER,
        Some(_) => &[],
    };
    actions.contains(&action)
}

/// The condition key of who claimed the request, in the spelling of [`Check::key`].
pub(super) const OWNER: &str = "iam:delegationrequestowner";

const OF_ANYONE: &[&str] = &[
    "iam:AssociateDelegationRequest",
    "iam:GetDelegationRequest",
    "iam:GetHumanReadableSummary",
];
const OF_OWNER: &[&str] = &[
    "iam:GetDelegationRequest",
    "iam:GetHumanReadableSummary",
    "iam:RejectDelegationRequest",
    "iam:SendDelegationToken",
    "iam:UpdateDelegationRequest",
];
