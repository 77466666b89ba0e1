//! The details of denied requests: which layers of policies were asked, and what each said.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
//!
//! The id of a denied request is the request's own id without its hyphens, in small letters: it stands in the header
//! `x-amzn-requestid` (S3: `x-amz-request-id`) of the refusal and in its audit event.

mod get_request_authorization_details;
mod get_request_authorization_policy;
mod report;

use get_request_authorization_details::GetRequestAuthorizationDetails;
use get_request_authorization_policy::GetRequestAuthorizationPolicy;
use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<GetRequestAuthorizationDetails>()
        .with::<GetRequestAuthorizationPolicy>()
}

/// One answer for an id that there never was, one of another account, and one that is forgotten.
const NOT_FOUND: &str =
    "The requested policy or authorization details do not exist or have expired.";
