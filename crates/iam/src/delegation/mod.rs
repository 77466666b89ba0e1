//! Operations on requests of product providers for delegated access.

mod accept_delegation_request;
mod associate_delegation_request;
mod coverage;
mod create_delegation_request;
mod errors;
mod get_delegation_request;
mod get_human_readable_summary;
mod list_delegation_requests;
mod permission_policy;
mod reject_delegation_request;
mod request;
mod send_delegation_token;
mod summary;
mod update_delegation_request;
mod view;

use pipeline::Service;

use accept_delegation_request::AcceptDelegationRequest;
use associate_delegation_request::AssociateDelegationRequest;
use create_delegation_request::CreateDelegationRequest;
use get_delegation_request::GetDelegationRequest;
use get_human_readable_summary::GetHumanReadableSummary;
use list_delegation_requests::ListDelegationRequests;
use reject_delegation_request::RejectDelegationRequest;
use send_delegation_token::SendDelegationToken;
use update_delegation_request::UpdateDelegationRequest;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<AcceptDelegationRequest>()
        .with::<AssociateDelegationRequest>()
        .with::<CreateDelegationRequest>()
        .with::<GetDelegationRequest>()
        .with::<GetHumanReadableSummary>()
        .with::<ListDelegationRequests>()
        .with::<RejectDelegationRequest>()
        .with::<SendDelegationToken>()
        .with::<UpdateDelegationRequest>()
}
