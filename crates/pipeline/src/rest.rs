//! The REST protocol from bytes to bytes: requests whose operation is a method and a path.
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>
//!
//! Only reading and writing differ from the query protocol: the way between is one and the same.

use bytes::Bytes;
use http::Response;
use wire::{CommonError, Protocol, rest};

use crate::answer::{Dialect, Parameters};
use crate::query::Exchange;
use crate::route::{is_of_type, scope_service};
use crate::service::Handler;
use crate::{Peer, Pipeline, RequestHead, Service};

impl Pipeline {
    /// Answers one request of the REST protocol; `body` is complete and bounded by the listener.
    pub async fn rest(
        &self,
        services: &[Service],
        head: &RequestHead<'_>,
        body: &[u8],
        peer: Peer,
    ) -> Response<Bytes> {
        let request_id = self.new_request_id();
        let exchange = Exchange {
            pipeline: self,
            head,
            body,
            peer,
            request_id: &request_id,
            dialect: Dialect::RestJson,
        };
        let Some((service, handler)) = operation(head, services, scope_service(head)) else {
            return exchange.undispatched(&CommonError::unknown_operation());
        };
        let request = rest::Request {
            path: head.path,
            query: head.query,
            body,
        };
        exchange
            .dispatched(service, handler, Parameters::Rest(request))
            .await
    }
}

/// Whether a REST service has the request: it is signed for one whose operation it names, or for one that speaks nothing
/// else. Unsigned JSON that names an operation is refused in the words of its service; an unsigned read may be one of a
/// public bucket.
pub(crate) fn is_rest(head: &RequestHead<'_>, services: &[Service], scope: Option<&str>) -> bool {
    let operation = || operation(head, services, scope);
    let Some(scope) = scope else {
        return is_json(head) && head.method == "POST" && operation().is_some();
    };
    let mut signed_for = services
        .iter()
        .filter(|service| service.info.signing_name == scope)
        .peekable();
    if signed_for.peek().is_none() {
        return false;
    }
    operation().is_some() || signed_for.all(|service| service.info.protocol == Protocol::RestJson)
}

/// The operation with this method and path, of the service that the request is signed for if it is signed.
fn operation<'s>(
    head: &RequestHead<'_>,
    services: &'s [Service],
    scope: Option<&str>,
) -> Option<(&'s Service, &'s dyn Handler)> {
    services
        .iter()
        .filter(|service| service.info.protocol == Protocol::RestJson)
        .filter(|service| scope.is_none_or(|scope| service.info.signing_name == scope))
        .find_map(|service| Some((service, service.operation_at(head.method, head.path)?)))
}

fn is_json(head: &RequestHead<'_>) -> bool {
    is_of_type(head, rest::CONTENT_TYPE.as_bytes())
}
