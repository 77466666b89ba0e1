//! Operations that show a whole account: its numbers, and everything that bears on authorization.

mod details;
mod get_account_authorization_details;
mod get_account_summary;
mod used_policies;

use get_account_authorization_details::GetAccountAuthorizationDetails;
use get_account_summary::GetAccountSummary;
use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<GetAccountSummary>()
        .with::<GetAccountAuthorizationDetails>()
}
