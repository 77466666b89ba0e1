//! The policy simulator: how requests would be answered, without making them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html>
//!
//! Read `scenario`, which is a checked request, then `decision`, which answers one action on one resource, then
//! `report`, which puts the answers into AWS's form. AWS's simulator was observed to differ from real authorization:
//! no session, trust or resource control policies; a grant to the whole account allows; numbers and malformed addresses
//! compare in their own way. Nothing that is decided here opens anything.

mod action;
mod context_entries;
mod decision;
mod errors;
mod exclusion;
mod get_context_keys_for_custom_policy;
mod get_context_keys_for_principal_policy;
mod position;
mod principal;
mod report;
mod resource_template;
mod scenario;
mod simulate_custom_policy;
mod simulate_principal_policy;
mod source;

use get_context_keys_for_custom_policy::GetContextKeysForCustomPolicy;
use get_context_keys_for_principal_policy::GetContextKeysForPrincipalPolicy;
use pipeline::Service;
use simulate_custom_policy::SimulateCustomPolicy;
use simulate_principal_policy::SimulatePrincipalPolicy;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<SimulateCustomPolicy>()
        .with::<SimulatePrincipalPolicy>()
        .with::<GetContextKeysForCustomPolicy>()
        .with::<GetContextKeysForPrincipalPolicy>()
}
