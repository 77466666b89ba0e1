//! A client of a running server: signed requests over one connection each, answers as JSON.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};
use tokio::runtime::Runtime;

use super::answer::AskError;
use crate::cli::Server;
use crate::http_client::Remote;
use crate::world;

/// A server and the credentials to ask it with.
pub(super) struct Client {
    remote: Remote,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    region: String,
    runtime: Runtime,
}

/// What a server said no with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

/// Why a call has no answer.
pub(super) enum CallError {
    Refused(Refusal),
    Failed(AskError),
}

impl From<CallError> for AskError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Failed(error) => error,
            CallError::Refused(refusal) => AskError::Server(format!(
                "the server refused ({} {}): {}",
                refusal.status, refusal.code, refusal.message
            )),
        }
    }
}

impl Client {
    pub(super) fn new(server: &Server, endpoint: &str) -> Result<Self, AskError> {
        let remote = Remote::parse(endpoint, server.ca_bundle.as_deref());
        let remote = remote.map_err(AskError::Question)?;
        let (Some(access_key_id), Some(secret_access_key)) =
            (&server.access_key_id, &server.secret_access_key)
        else {
            let text =
                "a server answers those it knows: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            return Err(AskError::Question(text.to_owned()));
        };
        Ok(Self {
            remote,
            access_key_id: access_key_id.clone(),
            secret_access_key: secret_access_key.clone(),
            session_token: server
                .session_token
                .clone()
                .filter(|token| !token.is_empty()),
            region: server.region.clone(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| AskError::Server(format!("cannot start the runtime: {error}")))?,
        })
    }

    /// Calls an operation of IAM and gives its result.
    pub(super) fn iam(
        &self,
        action: &str,
        parameters: &[(String, String)],
    ) -> Result<Value, CallError> {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut body = format!("Action={action}&Version=2010-05-08");
        for (name, value) in parameters {
            body.push_str(&format!("&{}={}", encode(name), encode(value)));
        }
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static("application/json"));
        headers.insert(
            "content-type",
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        let (status, text) =
            self.send(&Method::POST, "/", "", headers, "iam", body.into_bytes())?;
        let answer: Value = serde_json::from_str(&text).map_err(|_| {
            CallError::Failed(AskError::Server(format!(
                "the endpoint does not answer as IAM does (status {status})"
            )))
        })?;
        if status != StatusCode::OK {
            let error = |name: &str| {
                answer
                    .pointer(&format!("/Error/{name}"))
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            return Err(CallError::Refused(Refusal {
                status: status.as_u16(),
                code: error("Code"),
                message: error("Message"),
            }));
        }
        let result = answer.pointer(&format!("/{action}Response/{action}Result"));
        Ok(result.cloned().unwrap_or_default())
    }

    /// The policy of a bucket, if it has one.
    pub(super) fn bucket_policy(&self, bucket: &str) -> Result<Option<String>, CallError> {
        let path = format!("/{bucket}");
        let (status, text) = self.send(
            &Method::GET,
            &path,
            "policy",
            HeaderMap::new(),
            "s3",
            Vec::new(),
        )?;
        let element = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>"))?;
            Some(rest.split_once("</")?.0.to_owned())
        };
        match status {
            StatusCode::OK => Ok(Some(text)),
            _ => match element("Code") {
                Some(code) if code == "NoSuchBucketPolicy" => Ok(None),
                code => Err(CallError::Refused(Refusal {
                    status: status.as_u16(),
                    code: code.unwrap_or_default(),
                    message: element("Message").unwrap_or_default(),
                })),
            },
        }
    }

    fn send(
        &self,
        method: &Method,
        path: &str,
        query: &str,
        mut headers: HeaderMap,
        service: &str,
        body: Vec<u8>,
    ) -> Result<(StatusCode, String), CallError> {
        let failed = |text: String| CallError::Failed(AskError::Server(text));
        let host = HeaderValue::from_str(self.remote.authority())
            .map_err(|error| failed(error.to_string()))?;
        headers.insert(http::header::HOST, host);
        let signer = Signer {
            access_key_id: &self.access_key_id,
            secret_access_key: &self.secret_access_key,
            session_token: self.session_token.as_deref(),
            region: &self.region,
            service,
            dialect: if service == "s3" {
                Dialect::S3
            } else {
                Dialect::Query
            },
        };
        let target = Target {
            method: method.as_str(),
            path,
            query,
            authority: None,
        };
        let at = Timestamp::from_unix_seconds(world::now().seconds().0);
        signer
            .sign(&target, &mut headers, SignedBody::Bytes(&body), at)
            .map_err(|_| {
                failed("the access key id or the session token holds what no header can".to_owned())
            })?;
        let uri = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        };
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri
            .parse()
            .map_err(|_| failed(format!("{uri} is no path of a request")))?;
        *request.headers_mut() = headers;
        let answer = self.runtime.block_on(self.remote.exchange(request));
        answer.map_err(|error| failed(format!("cannot ask {}: {error}", self.remote.authority())))
    }
}
