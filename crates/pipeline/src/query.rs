//! The query protocol from bytes to bytes: IAM's and STS's requests.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/programming.html>

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use records::{CommitFailure, ReadTx};
use sigv4::SignatureError;
use wire::query::Params;
use wire::{CommonError, Fault, Format, ServiceError, response};

use crate::audit::{AuditEvent, Outcome};
use crate::keys_of_request::RequestFacts;
use crate::route::{is_form, service_of};
use crate::service::{Attempt, Attempted, Handler};
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
        };
        exchange.answer(services).await
    }
}

/// One request with the id that its answer carries.
struct Exchange<'a> {
    pipeline: &'a Pipeline,
    head: &'a RequestHead<'a>,
    body: &'a [u8],
    peer: Peer,
    request_id: &'a str,
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
        self.dispatched(service, handler, &params).await
    }

    /// Attempts until the world stands still for the length of one attempt.
    async fn dispatched(
        &self,
        service: &Service,
        handler: &dyn Handler,
        params: &Params<'_>,
    ) -> Response<Bytes> {
        let namespace = service.info.namespace;
        for _ in 0..ATTEMPTS {
            let mut attempted = match self.attempt(service, handler, params) {
                Ok(attempted) => attempted,
                Err(refused) => return self.refused(service, handler, None, &refused),
            };
            match attempted.0.writes.take() {
                None => return self.finished(service, handler, attempted),
                Some(writes) => match self
                    .pipeline
                    .replica
                    .commit(self.pipeline.new_txn_id(), writes)
                    .await
                {
                    Ok(()) => return self.finished(service, handler, attempted),
                    Err(CommitFailure::Conflict) => {}
                    Err(CommitFailure::TooLarge) => {
                        let error = CommonError::new(
                            "LimitExceeded",
                            409,
                            "The entity would become larger than the store takes.",
                        );
                        return self.refused(service, handler, Some(&attempted.1), &error);
                    }
                    Err(CommitFailure::Unavailable) => break,
                },
            }
        }
        let error = CommonError::service_failure();
        self.response(
            error.status(),
            response::failure(namespace, &error, self.request_id, self.format()),
        )
    }

    /// Authenticates, admits and runs on one snapshot; nothing is committed yet.
    fn attempt(
        &self,
        service: &Service,
        handler: &dyn Handler,
        params: &Params<'_>,
    ) -> Result<(Attempted, Caller), Refusal> {
        let now = self.pipeline.now();
        let mut reads = ReadTx::new(self.pipeline.replica.state());
        let signing_name = service.info.signing_name;
        let caller = self.pipeline.authenticate_query(
            self.head,
            self.body,
            signing_name,
            now,
            &mut reads,
        )?;
        service.admit(&caller, handler.info())?;
        let account = caller
            .account()
            .ok_or_else(CommonError::missing_authentication_token)?;
        let facts = RequestFacts::new(*self.head, self.peer, now, self.pipeline.region());
        let cx = Context {
            now,
            caller: &caller,
            account,
            pipeline: self.pipeline,
        };
        let attempted = handler.attempt(Attempt {
            cx,
            reads,
            facts: &facts,
            params,
            request_id: self.request_id,
            format: self.format(),
        });
        Ok((attempted, caller))
    }

    fn finished(
        &self,
        service: &Service,
        handler: &dyn Handler,
        answer: (Attempted, Caller),
    ) -> Response<Bytes> {
        let (attempted, caller) = answer;
        let outcome = match &attempted.code {
            None => Outcome::Done,
            Some(code) => Outcome::Failed {
                status: attempted.status,
                code,
                reason: attempted.denial.as_ref().map(crate::Denial::clause),
            },
        };
        self.audit(service, handler, Some(&caller), outcome);
        self.response(attempted.status, attempted.body)
    }

    fn refused(
        &self,
        service: &Service,
        handler: &dyn Handler,
        caller: Option<&Caller>,
        error: &dyn ServiceError,
    ) -> Response<Bytes> {
        let outcome = Outcome::Failed {
            status: error.status(),
            code: error.code(),
            reason: None,
        };
        self.audit(service, handler, caller, outcome);
        let body = response::failure(
            service.info.namespace,
            error,
            self.request_id,
            self.format(),
        );
        self.response(error.status(), body)
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
    fn undispatched(&self, error: &CommonError) -> Response<Bytes> {
        let body = response::failure(DISPATCHER_NAMESPACE, error, self.request_id, self.format());
        self.response(error.status(), body)
    }

    fn redirected(&self) -> Response<Bytes> {
        let query = self.head.query;
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        let mut response = self.response(StatusCode::FOUND.as_u16(), String::new());
        let location = format!("{}{query}", response::NO_ACTION_LOCATION);
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }

    fn format(&self) -> Format {
        let accept = self
            .head
            .headers
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok());
        if accept.is_some_and(|accept| accept.starts_with("application/json")) {
            Format::Json
        } else {
            Format::Xml
        }
    }

    fn response(&self, status: u16, body: String) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let media_type = match self.format() {
            Format::Xml => "text/xml",
            Format::Json => "application/json",
        };
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Ok(request_id) = HeaderValue::from_str(self.request_id) {
            response.headers_mut().insert(REQUEST_ID, request_id);
        }
        response
    }
}

/// Why a request did not get as far as its operation.
#[derive(Debug)]
enum Refusal {
    Signature(SignatureError),
    Common(CommonError),
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<CommonError> for Refusal {
    fn from(error: CommonError) -> Self {
        Self::Common(error)
    }
}

impl ServiceError for Refusal {
    fn code(&self) -> &str {
        match self {
            Self::Signature(error) => error.code(),
            Self::Common(error) => error.code(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::Signature(error) => error.status().as_u16(),
            Self::Common(error) => error.status(),
        }
    }

    fn message(&self) -> Option<&str> {
        match self {
            Self::Signature(error) => Some(error.message()),
            Self::Common(error) => error.message(),
        }
    }

    fn fault(&self) -> Fault {
        match self {
            Self::Signature(_) => Fault::Sender,
            Self::Common(error) => error.fault(),
        }
    }
}

/// The namespace of what is answered before a service has the request, as AWS was observed to use it.
const DISPATCHER_NAMESPACE: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

/// The header that carries the request id; equal to the id in the body.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// How often a request is decided again when others change what it relies on.
const ATTEMPTS: usize = 16;
