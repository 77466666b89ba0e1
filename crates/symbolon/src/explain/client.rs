//! A client of a running server: signed requests over one connection each, answers as JSON.
//!
//! hyper, which serves here, asks here too: the few requests of a question need no client with a pool, redirects or
//! cookies, and no second implementation of HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;

use super::answer::AskError;
use crate::cli::Server;
use crate::world;

/// A server and the credentials to ask it with.
pub(super) struct Client {
    host: String,
    port: u16,
    authority: String,
    tls: Option<TlsConnector>,
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
        let wrong = || {
            AskError::Question(format!(
                "{endpoint} is no endpoint: give it as http://127.0.0.1:4760"
            ))
        };
        let uri: Uri = endpoint.parse().map_err(|_| wrong())?;
        let is_encrypted = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let (Some(access_key_id), Some(secret_access_key)) =
            (&server.access_key_id, &server.secret_access_key)
        else {
            let text =
                "a server answers those it knows: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            return Err(AskError::Question(text.to_owned()));
        };
        let tls = is_encrypted
            .then(|| connector(server.ca_bundle.as_deref()))
            .transpose()?;
        Ok(Self {
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority
                .port_u16()
                .unwrap_or(if is_encrypted { 443 } else { 80 }),
            authority: authority.as_str().to_owned(),
            tls,
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
        let host =
            HeaderValue::from_str(&self.authority).map_err(|error| failed(error.to_string()))?;
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
        let exchange = async {
            let answer = tokio::time::timeout(EXCHANGE_TIME_MAX, self.exchange(request)).await;
            answer.unwrap_or_else(|_| {
                Err(format!(
                    "no answer in {} seconds",
                    EXCHANGE_TIME_MAX.as_secs()
                ))
            })
        };
        let answer = self.runtime.block_on(exchange);
        answer.map_err(|error| failed(format!("cannot ask {}: {error}", self.authority)))
    }

    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<(StatusCode, String), String> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|error| error.to_string())?;
        match &self.tls {
            None => answered(stream, request).await,
            Some(tls) => {
                let name =
                    ServerName::try_from(self.host.clone()).map_err(|error| error.to_string())?;
                let stream = tls
                    .connect(name, stream)
                    .await
                    .map_err(|error| error.to_string())?;
                answered(stream, request).await
            }
        }
    }
}

async fn answered(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, String), String> {
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| error.to_string())?;
    let status = response.status();
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX)
        .collect()
        .await
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8(body.to_bytes().to_vec()).map_err(|error| error.to_string())?;
    Ok((status, text))
}

fn connector(ca_bundle: Option<&Path>) -> Result<TlsConnector, AskError> {
    let mut roots = RootCertStore::empty();
    let given = ca_bundle.map(Path::to_owned);
    let bundle = given.or_else(|| {
        SYSTEM_BUNDLES
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
    });
    let bundle = bundle.ok_or_else(|| {
        AskError::Question(
            "this system has no certificates to trust: give --ca-bundle FILE".to_owned(),
        )
    })?;
    let unreadable = |error: &dyn std::fmt::Display| {
        AskError::Question(format!("the certificates in {}: {error}", bundle.display()))
    };
    let certificates =
        CertificateDer::pem_file_iter(&bundle).map_err(|error| unreadable(&error))?;
    for certificate in certificates {
        roots.add_parsable_certificates([certificate.map_err(|error| unreadable(&error))?]);
    }
    if roots.is_empty() {
        return Err(unreadable(&"there is none"));
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Where Debian, Fedora, SUSE, Alpine and macOS keep what they trust.
const SYSTEM_BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// A policy document has at most some tens of kilobytes, a page of them some megabytes.
const ANSWER_BYTES_MAX: usize = 16 << 20;
const EXCHANGE_TIME_MAX: Duration = Duration::from_secs(30);
