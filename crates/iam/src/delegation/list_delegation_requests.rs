//! ListDelegationRequests: the requests that somebody in the account has claimed.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListDelegationRequests.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use records::delegation_requests::{self, DelegationRequest};
use shapes::iam::{
    ListDelegationRequestsError, ListDelegationRequestsRequest, ListDelegationRequestsResponse,
};
use wire::CommonError;

use super::{request, view};

pub(super) struct ListDelegationRequests;

impl Operation for ListDelegationRequests {
    type Input = ListDelegationRequestsRequest;
    type Output = ListDelegationRequestsResponse;
    type Error = ListDelegationRequestsError;
    type Access = ReadOnly;

    /// Everybody may list what they have claimed themselves.
    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListDelegationRequestsRequest,
    ) -> Result<Demand, ListDelegationRequestsError> {
        let (action, owner) = ("iam:ListDelegationRequests", input.owner_id.as_deref());
        let check = Check::on_anything(action)
            .key_maybe(request::OWNER, owner)
            .granted_if(owner.is_some() && owner == cx.caller.arn());
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListDelegationRequestsRequest,
    ) -> Result<ListDelegationRequestsResponse, ListDelegationRequestsError> {
        let owner = input.owner_id.as_deref();
        let question = format!("ListDelegationRequests/{}", owner.unwrap_or_default());
        let marker = input.marker.as_deref();
        let page = Page::of(cx, &question, marker, input.max_items).map_err(CommonError::from)?;
        // Who bears a name anew has claimed nothing that stands under it.
        let is_own = owner.is_some() && owner == cx.caller.arn();
        let is_listed = |listed: &&std::sync::Arc<DelegationRequest>| {
            let claimed_by = listed.owner.as_ref().map(|owner| owner.arn.as_str());
            listed.owner_account == Some(cx.account())
                && claimed_by.is_some()
                && (owner.is_none() || owner == claimed_by)
                && (!is_own || request::is_owner(cx.caller, listed))
                && cx.seconds() < listed.forgotten_at()
        };
        let all = delegation_requests::all(tx, page.after.as_deref()).filter(is_listed);
        let (requests, marker) = page.take(cx, &question, all, |request| request.id.clone());
        let requests = requests.into_iter();
        Ok(ListDelegationRequestsResponse {
            delegation_requests: Some(
                requests
                    .map(|request| view::request(request, cx.seconds()))
                    .collect(),
            ),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
