//! Which service a request is for, on one endpoint that serves all of them.
//!
//! The credential scope decides; requests without one are told apart by their form. Nothing read here is believed:
//! authentication checks the scope again.

use http::HeaderValue;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use memchr::{memchr, memchr_iter, memmem};
use wire::Protocol;
use wire::query::Params;

use crate::authenticate::RESOURCE_SERVICE;
use crate::rest::is_rest;
use crate::{RequestHead, Service};

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a service of the query protocol; which one is known when its parameters are read.
    Query,
    /// To a service of the REST protocol.
    Rest,
    /// To the service behind all others: S3, whose requests may carry no credentials at all.
    Resource,
}

/// Where the request goes, by its head alone.
#[must_use]
pub fn route(head: &RequestHead<'_>, services: &[Service]) -> Destination {
    let scope = scope_service(head);
    if is_rest(head, services, scope) {
        return Destination::Rest;
    }
    let is_query = match scope {
        // Whatever a client that signs for S3 declares its body to be.
        Some(RESOURCE_SERVICE) => false,
        Some(scope) => {
            services
                .iter()
                .any(|service| service.info.signing_name == scope)
                || names_action(head)
        }
        None => names_action(head),
    };
    if is_query {
        Destination::Query
    } else {
        Destination::Resource
    }
}

/// The service that the parameters are for: by scope, else by version.
pub(crate) fn service_of<'s>(
    head: &RequestHead<'_>,
    params: &Params<'_>,
    services: &'s [Service],
) -> Option<&'s Service> {
    let mut spoken = services
        .iter()
        .filter(|service| service.info.protocol == Protocol::Query);
    let by_scope = scope_service(head).and_then(|scope| {
        spoken
            .clone()
            .find(|service| service.info.signing_name == scope)
    });
    by_scope.or_else(|| {
        let version = params.get("Version")?;
        spoken.find(|service| service.info.api_version == version)
    })
}

/// The fourth part of the credential, wherever it stands.
pub(crate) fn scope_service<'a>(head: &RequestHead<'a>) -> Option<&'a str> {
    if let Some(credential) = credential_in_header(head) {
        return fourth(credential);
    }
    let (_, rest) = head.query.split_once("X-Amz-Credential=")?;
    let credential = rest.split('&').next()?;
    // The slashes may be written as such or percent-encoded, in either case of the hex digit.
    credential
        .split("%2F")
        .flat_map(|part| part.split("%2f"))
        .flat_map(|part| part.split('/'))
        .nth(3)
}

/// The credential in the header; nearly every client writes it at the same place.
fn credential_in_header<'a>(head: &RequestHead<'a>) -> Option<&'a [u8]> {
    let header = head.headers.get(AUTHORIZATION)?.as_bytes();
    let rest = match header.strip_prefix(b"AWS4-HMAC-SHA256 Credential=") {
        Some(rest) => rest,
        None => header.get(memmem::find(header, NAME)? + NAME.len()..)?,
    };
    rest.get(..memchr(b',', rest).unwrap_or(rest.len()))
}

fn fourth(credential: &[u8]) -> Option<&str> {
    let third = memchr_iter(b'/', credential).nth(2)?;
    let rest = credential.get(third + 1..)?;
    std::str::from_utf8(rest.get(..memchr(b'/', rest).unwrap_or(rest.len()))?).ok()
}

/// Whether the request looks like one of the query protocol: a form, or an action in the URL.
fn names_action(head: &RequestHead<'_>) -> bool {
    let is_form = head.method == "POST" && is_form(head);
    let in_url = head.path == "/"
        && head
            .query
            .split('&')
            .any(|pair| pair.starts_with("Action="));
    is_form || in_url
}

/// Whether the body is declared to be a form.
pub(crate) fn is_form(head: &RequestHead<'_>) -> bool {
    is_of_type(head, b"application/x-www-form-urlencoded")
}

/// Whether the body is declared to be of this media type, whatever its parameters.
pub(crate) fn is_of_type(head: &RequestHead<'_>, media_type: &[u8]) -> bool {
    let declared = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    declared.is_some_and(|declared| {
        let end = memchr(b';', declared).unwrap_or(declared.len());
        let declared = declared.get(..end).unwrap_or_default();
        declared.trim_ascii().eq_ignore_ascii_case(media_type)
    })
}

const NAME: &[u8] = b"Credential=";

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn the_scope_is_found_wherever_it_stands() {
        let mut headers = HeaderMap::new();
        let header = "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request, SignedHeaders=host";
        headers.insert("authorization", header.parse().unwrap());
        let (mut elsewhere, mut short) = (HeaderMap::new(), HeaderMap::new());
        let header = "AWS4-ECDSA-P256-SHA256 SignedHeaders=a/b/c/d,Credential=AKID/20150830/r/s3,Signature=/";
        elsewhere.insert("authorization", header.parse().unwrap());
        let header = "AWS4-HMAC-SHA256 Credential=AKID/20150830/r, SignedHeaders=/host";
        short.insert("authorization", header.parse().unwrap());
        let none = HeaderMap::new();
        for (headers, query, service) in [
            (&headers, "", Some("iam")),
            (&elsewhere, "", Some("s3")),
            (&short, "", None),
            (
                &none,
                "X-Amz-Credential=AKID%2F20150830%2Fus-east-1%2Fsts%2Faws4_request&a=b",
                Some("sts"),
            ),
            (
                &none,
                "a=b&X-Amz-Credential=AKID/20150830/us-east-1/s3/aws4_request",
                Some("s3"),
            ),
            (&none, "X-Amz-Credential=AKID", None),
            (&none, "", None),
        ] {
            let head = RequestHead {
                method: "GET",
                path: "/",
                query,
                authority: None,
                headers,
            };
            assert_eq!(scope_service(&head), service, "{query:?}");
        }
    }
}
