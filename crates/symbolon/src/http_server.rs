//! The listener: accepts connections, bounds what arrives, and hands each request to where it goes.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use pipeline::{Destination, Peer, Pipeline, RequestHead, Service, route};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::error::Elapsed;
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use crate::connection::{Activity, Content, End, Watch};
use crate::meters::Meters;
use crate::{tls, token_issuer};

/// Everything that answers requests.
pub(crate) struct Front {
    pub(crate) pipeline: Arc<Pipeline>,
    pub(crate) services: Vec<Service>,
    pub(crate) meters: Meters,
    pub(crate) resource: s3::Front,
}

impl Front {
    /// One request, whatever it is.
    async fn answer(self: Arc<Self>, request: Request<Incoming>, peer: Peer) -> Response<Content> {
        let (parts, body) = request.into_parts();
        // RFC 9112, section 3.2: a request of HTTP/1.1 names its host exactly once.
        if parts.version == http::Version::HTTP_11
            && parts.headers.get_all(http::header::HOST).iter().count() != 1
        {
            return refusal(StatusCode::BAD_REQUEST);
        }
        let destination = route(&RequestHead::from_parts(&parts), &self.services);
        let began = self.pipeline.now();
        let is_of_issuer = destination == Destination::Resource && self.is_of_issuer(&parts);
        let meter = match destination {
            Destination::Query | Destination::Rest => &self.meters.query,
            Destination::Resource if is_of_issuer => &self.meters.issuers,
            Destination::Resource => &self.meters.resource,
        };
        let response = match destination {
            Destination::Query | Destination::Rest => {
                self.api(&destination, &parts, body, peer).await
            }
            Destination::Resource if is_of_issuer => {
                token_issuer::answer(&self.pipeline, parts.uri.path()).map(Content::whole)
            }
            Destination::Resource => self
                .resource
                .answer(Request::from_parts(parts, body), peer)
                .await
                .map(Content::Streamed),
        };
        meter.record(response.status(), began, self.pipeline.now());
        response
    }

    /// Whether it is a document of an issuer of tokens that is asked for, and not an object of the same name.
    fn is_of_issuer(&self, parts: &http::request::Parts) -> bool {
        let head = RequestHead::from_parts(parts);
        token_issuer::is_asked(&head)
            && !head
                .host()
                .is_some_and(|host| self.resource.is_bucket_host(host))
    }

    async fn api(
        &self,
        destination: &Destination,
        parts: &http::request::Parts,
        body: Incoming,
        peer: Peer,
    ) -> Response<Content> {
        let read = Limited::new(body, API_BODY_BYTES_MAX).collect();
        let body = match in_time(read).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return refusal(StatusCode::PAYLOAD_TOO_LARGE);
            }
            Ok(Err(_)) => return refusal(StatusCode::BAD_REQUEST),
            Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT),
        };
        let head = RequestHead::from_parts(parts);
        let (pipeline, services) = (&self.pipeline, &self.services);
        let response = match destination {
            Destination::Rest => pipeline.rest(services, &head, &body, peer).await,
            _ => pipeline.query(services, &head, &body, peer).await,
        };
        response.map(Content::whole)
    }
}

/// What comes of `read` within [`BODY_TIMEOUT`]. Most bodies arrive with their heads, and need no clock.
async fn in_time<T>(read: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut read = pin!(read);
    match poll_fn(|cx| Poll::Ready(read.as_mut().poll(cx))).await {
        Poll::Ready(done) => Ok(done),
        Poll::Pending => tokio::time::timeout(BODY_TIMEOUT, read).await,
    }
}

/// Serves until `stop` resolves, then lets the requests under way finish, for a bounded time.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    front: Arc<Front>,
    stop: impl Future<Output = ()>,
) {
    let (stopping, stops) = watch::channel(false);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    tokio::pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let (Ok(place), Ok((stream, address))) = (place, accepted) else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (front, tls, stops) = (Arc::clone(&front), tls.clone(), stops.clone());
        tokio::spawn(async move {
            connection(stream, address, tls, front, stops).await;
            drop(place);
        });
    }
    drop(listener);
    stopping.send_replace(true);
    let all_ended = places.acquire_many(CONNECTIONS_MAX);
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, all_ended).await;
}

async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    front: Arc<Front>,
    stops: watch::Receiver<bool>,
) {
    match tls {
        None => exchange(stream, peer(address, None), front, stops).await,
        Some(tls) => match tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
            Ok(Ok(stream)) => {
                let version = tls::version(stream.get_ref().1);
                exchange(stream, peer(address, Some(version)), front, stops).await;
            }
            Ok(Err(error)) => debug!(%error, %address, "a TLS handshake failed"),
            Err(_) => debug!(%address, "a TLS handshake took too long"),
        },
    }
}

async fn exchange<S>(stream: S, peer: Peer, front: Arc<Front>, stops: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .header_read_timeout(None)
        .max_buf_size(HEAD_BYTES_MAX)
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HEAD_BYTES_MAX_HTTP2);
    let activity = Arc::new(Activity::default());
    let answer = service_fn(|request: Request<Incoming>| {
        let under_way = activity.begin(request.version());
        let answer = Arc::clone(&front).answer(request, peer);
        async {
            let response = answer.await;
            Ok::<_, Infallible>(response.map(|content| content.sent_on(under_way)))
        }
    });
    let connection = builder
        .serve_connection(TokioIo::new(stream), answer)
        .into_owned();
    tokio::pin!(connection);
    let (_watch, end) = Watch::begin(Arc::clone(&activity), stops);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        how = end => match how {
            Ok(End::Politely) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
            Ok(End::AtOnce) | Err(_) => {
                return debug!("a connection on which no request comes is closed");
            }
        },
    };
    if let Err(error) = ended {
        debug!(%error, "a connection ended badly");
    }
}

fn peer(address: SocketAddr, tls_version: Option<&'static str>) -> Peer {
    Peer {
        address: address.ip(),
        tls_version,
    }
}

/// An answer of the listener itself, before any service has the request; the connection ends with it.
fn refusal(status: StatusCode) -> Response<Content> {
    let text = status.canonical_reason().unwrap_or_default();
    let mut response = Response::new(Content::whole(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(
        http::header::CONNECTION,
        http::HeaderValue::from_static("close"),
    );
    response
}

/// Largest body of a request to an API: a policy of 131,072 characters, each percent-encoded, and room beside it.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
const API_BODY_BYTES_MAX: usize = 1024 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
const HEAD_BYTES_MAX: usize = 64 * 1024;
const HEAD_BYTES_MAX_HTTP2: u32 = 64 * 1024;
const CONNECTIONS_MAX: u32 = 10_000;
