//! Which services entities may use, by which policies, and which they did use.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>
//!
//! Read `target`, which is whom an ARN names with the policies that count, then `granted`, what these allow, then
//! `snapshot`, which puts both beside what was used and is kept until somebody asks.

mod errors;
mod generate_organizations_access_report;
mod generate_service_last_accessed_details;
mod get_organizations_access_report;
mod get_service_last_accessed_details;
mod get_service_last_accessed_details_with_entities;
mod granted;
mod job;
mod list_policies_granting_service_access;
mod snapshot;
mod target;
mod tracked;

use generate_organizations_access_report::GenerateOrganizationsAccessReport;
use generate_service_last_accessed_details::GenerateServiceLastAccessedDetails;
use get_organizations_access_report::GetOrganizationsAccessReport;
use get_service_last_accessed_details::GetServiceLastAccessedDetails;
use get_service_last_accessed_details_with_entities::GetServiceLastAccessedDetailsWithEntities;
use list_policies_granting_service_access::ListPoliciesGrantingServiceAccess;
use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<GenerateServiceLastAccessedDetails>()
        .with::<GetServiceLastAccessedDetails>()
        .with::<GetServiceLastAccessedDetailsWithEntities>()
        .with::<ListPoliciesGrantingServiceAccess>()
        .with::<GenerateOrganizationsAccessReport>()
        .with::<GetOrganizationsAccessReport>()
}
