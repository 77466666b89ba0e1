//! The query protocol from bytes to bytes: IAM's and STS's requests.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/programming.html>

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use records::{CommitFailure, ReadTx};
use sigv4::SignatureError;
use wire::query::Params;
use wire::{CommonError, Fault, Format, Protocol, ServiceError, ServiceInfo, ValueStyle, response};

use crate::answer::{Answer, Dialect, Parameters};
use crate::audit::{AuditEvent, Outcome};
use crate::keys_of_request::RequestFacts;
use crate::route::{is_form, service_of};
use crate::service::{Attempt, Attempted, Handler};
use crate::slow_work::SlowWork;
use crate::{Caller, Context, Peer, Pipeline, RequestHead, Service};

impl Pipeline {
    /// Answers one request of the query protocol; `body` is complete and bounded by the listener.
    pub async fn query(
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
            dialect: Dialect::Query(format(head)),
        };
        exchange.answer(services).await
    }
}

/// One request with the id that its answer carries.
pub(crate) struct Exchange<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) head: &'a RequestHead<'a>,
    pub(crate) body: &'a [u8],
    pub(crate) peer: Peer,
    pub(crate) request_id: &'a str,
    pub(crate) dialect: Dialect,
}

impl Exchange<'_> {
    async fn answer(&self, services: &[Service]) -> Response<Bytes> {
        let query = self.head.query.as_bytes();
        let is_form = is_form(self.head);
        let params = match Params::parse(query, if is_form { self.body } else { b"" }) {
            Ok(params) => params,
            Err(error) => return self.undispatched(&error.into()),
        };
        // AWS was observed to send whoever names no action, or no form, to its web page.
        let Some(action) = params
            .get("Action")
            .filter(|_| is_form || self.head.method != "POST")
        else {
            return self.redirected();
        };
        let service = service_of(self.head, &params, services);
        let version = params.get("Version");
        let known = service.filter(|service| version == Some(service.info.api_version));
        let Some((service, handler)) =
            known.and_then(|service| Some((service, service.operation(action)?)))
        else {
            return self.undispatched(&CommonError::invalid_action(action, version));
        };
        self.dispatched(service, handler, Parameters::Form(&params))
            .await
    }

    /// Attempts until the world stands still for the length of one attempt. Those of this node who try again take
    /// turns: if they raced with each other, some would never come through.
    pub(crate) async fn dispatched(
        &self,
        service: &Service,
        handler: &dyn Handler,
        params: Parameters<'_>,
    ) -> Response<Bytes> {
        let mut turn = None;
        let work = SlowWork::default();
        for _ in 0..ATTEMPTS {
            let (mut attempted, caller) = match self.attempt(service, handler, params, &work) {
                Ok(attempted) => attempted,
                Err(refused) => return self.refused(service, handler, None, &Refusal(refused)),
            };
            if work.is_wanted() {
                // Those who wait for their turn shall not wait for this.
                turn = None;
                work.perform(&self.pipeline.bench).await;
                continue;
            }
            let Some(writes) = attempted.writes.take() else {
                return self.finished(service, handler, attempted, &caller, handler.answered());
            };
            let id = self.pipeline.new_txn_id();
            let error = match self.pipeline.replica.commit(id, writes).await {
                Ok(()) => {
                    return self.finished(service, handler, attempted, &caller, Outcome::Changed);
                }
                Err(CommitFailure::Conflict) => {
                    if turn.is_none() {
                        turn = Some(self.pipeline.retries.lock().await);
                    }
                    continue;
                }
                Err(CommitFailure::TooLarge) => too_large(),
                Err(CommitFailure::Unavailable) => CommonError::service_failure(),
            };
            return self.refused(service, handler, Some(&caller), &error);
        }
        self.refused(service, handler, None, &CommonError::service_failure())
    }

    /// Authenticates, admits and runs on one snapshot; nothing is committed yet.
    fn attempt(
        &self,
        service: &Service,
        handler: &dyn Handler,
        params: Parameters<'_>,
        work: &SlowWork,
    ) -> Result<(Attempted, Caller), SignatureError> {
        let pipeline = self.pipeline;
        let now = pipeline.now();
        let mut reads = ReadTx::new(pipeline.replica.state());
        let name = service.info.signing_name;
        let verified = pipeline.authenticate_query(self.head, self.body, name, now, &mut reads)?;
        let caller = verified.caller;
        let answer = self.answer_in();
        if let Err(error) = service.admit(&caller, handler.info()) {
            return Ok((answer.failure(service.info, &error, None), caller));
        }
        let Some(account) = caller.account() else {
            return Err(sigv4::error::query::missing_authentication_token());
        };
        let region = service.region(verified.region);
        let facts = RequestFacts::new(*self.head, self.peer, now, region);
        let cx = Context {
            now,
            caller: &caller,
            account,
            requested_region: region,
            pipeline,
            work,
        };
        let attempted = handler.attempt(Attempt {
            cx,
            reads,
            facts: &facts,
            params,
            answer,
        });
        Ok((attempted, caller))
    }

    /// `done` is the outcome if it is no failure.
    fn finished(
        &self,
        service: &Service,
        handler: &dyn Handler,
        attempted: Attempted,
        caller: &Caller,
        done: Outcome<'_>,
    ) -> Response<Bytes> {
        let status = attempted.status;
        let outcome = match (&attempted.code, &attempted.denial) {
            (None, _) => done,
            (Some(code), None) => Outcome::Failed {
                status,
                code,
                reason: None,
            },
            (Some(code), Some(denial)) => Outcome::Denied {
                status,
                code,
                reason: denial.clause(),
                encoded_authorization_message: denial.encoded_authorization_message(),
            },
        };
        self.audit(service, handler, Some(caller), outcome);
        self.response(attempted.status, attempted.body, attempted.code.as_deref())
    }

    fn refused(
        &self,
        service: &Service,
        handler: &dyn Handler,
        caller: Option<&Caller>,
        error: &dyn ServiceError,
    ) -> Response<Bytes> {
        let failed = self.answer_in().failure(service.info, error, None);
        let code = failed.code.as_deref();
        let outcome = Outcome::Failed {
            status: failed.status,
            code: code.unwrap_or_default(),
            reason: None,
        };
        self.audit(service, handler, caller, outcome);
        self.response(failed.status, failed.body, code)
    }

    fn audit(
        &self,
        service: &Service,
        handler: &dyn Handler,
        caller: Option<&Caller>,
        outcome: Outcome<'_>,
    ) {
        let event = AuditEvent {
            request_id: self.request_id,
            service: service.info.name,
            operation: handler.info().name,
            principal: caller.and_then(Caller::arn),
            access_key_id: caller.and_then(Caller::access_key_id),
            source_ip: self.peer.address,
            outcome,
        };
        event.record();
    }

    /// What the dispatcher itself answers, before any service has the request, in a namespace of its own.
    pub(crate) fn undispatched(&self, error: &CommonError) -> Response<Bytes> {
        let failed = self.answer_in().failure(&DISPATCHER, error, None);
        self.response(failed.status, failed.body, failed.code.as_deref())
    }

    fn redirected(&self) -> Response<Bytes> {
        let query = self.head.query;
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        let mut response = self.response(StatusCode::FOUND.as_u16(), String::new(), None);
        let location = format!("{}{query}", response::NO_ACTION_LOCATION);
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }

    fn answer_in(&self) -> Answer<'_> {
        Answer {
            request_id: self.request_id,
            dialect: self.dialect,
        }
    }

    /// `code` is the error's, if it is one.
    fn response(&self, status: u16, body: String, code: Option<&str>) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let media_type = self.dialect.content_type();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Ok(request_id) = HeaderValue::from_str(self.request_id) {
            response.headers_mut().insert(REQUEST_ID, request_id);
        }
        if self.dialect == Dialect::RestJson
            && let Some(code) = code.and_then(|code| HeaderValue::from_str(code).ok())
        {
            response.headers_mut().insert(ERROR_TYPE, code);
        }
        response
    }
}

/// What the client asks the answer to be.
fn format(head: &RequestHead<'_>) -> Format {
    let accept = head
        .headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.starts_with("application/json")) {
        Format::Json
    } else {
        Format::Xml
    }
}

fn too_large() -> CommonError {
    let message = "The entity would become larger than the store takes.";
    CommonError::new("LimitExceeded", 409, message)
}

/// A refused signature as an answer of the query protocol.
#[derive(Debug)]
struct Refusal(SignatureError);

impl ServiceError for Refusal {
    fn code(&self) -> &str {
        self.0.code()
    }

    fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    fn message(&self) -> Option<&str> {
        Some(self.0.message())
    }

    fn fault(&self) -> Fault {
        Fault::Sender
    }
}

/// What answers before a service has the request, in a namespace of its own as AWS was observed to.
static DISPATCHER: ServiceInfo = ServiceInfo {
    name: "",
    signing_name: "",
    api_version: "",
    namespace: "http://webservices.amazon.com/AWSFault/2005-15-09",
    value_style: ValueStyle::Hidden,
    protocol: Protocol::Query,
    validation_reason: None,
};

/// The header that carries the request id; equal to the id in the body.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The header that carries an error's code where the body does not.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// How often a request is decided again when others change what it relies on.
const ATTEMPTS: usize = 16;
