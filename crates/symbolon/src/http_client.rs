//! Requests to another server, over one connection each.
//!
//! hyper, which serves here, asks here too: the few requests that are made need no client with a pool, redirects or cookies,
//! and no second implementation of HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A server to ask.
#[derive(Clone)]
pub(crate) struct Remote {
    host: String,
    port: u16,
    authority: String,
    path: String,
    tls: Option<TlsConnector>,
}

impl Remote {
    /// Reads `http://HOST[:PORT][/PATH]` or the same with https, which is trusted by these certificates or the system's.
    pub(crate) fn parse(endpoint: &str, ca_bundle: Option<&Path>) -> Result<Self, String> {
        let wrong = || format!("{endpoint} is no endpoint: give it as http://127.0.0.1:4760");
        let uri: Uri = endpoint.parse().map_err(|_| wrong())?;
        let is_encrypted = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let path = uri.path_and_query();
        Ok(Self {
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority
                .port_u16()
                .unwrap_or(if is_encrypted { 443 } else { 80 }),
            authority: authority.as_str().to_owned(),
            path: path.map_or_else(|| "/".to_owned(), ToString::to_string),
            tls: is_encrypted.then(|| connector(ca_bundle)).transpose()?,
        })
    }

    /// The host, and the port if one was given.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The path, `/` if none was given.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// One request and the text of its answer.
    pub(crate) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<(StatusCode, String), String> {
        let exchange = self.exchange_unbounded(request);
        let answer = tokio::time::timeout(EXCHANGE_TIME_MAX, exchange).await;
        answer.unwrap_or_else(|_| {
            Err(format!(
                "no answer in {} seconds",
                EXCHANGE_TIME_MAX.as_secs()
            ))
        })
    }

    async fn exchange_unbounded(
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

fn connector(ca_bundle: Option<&Path>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    let given = ca_bundle.map(Path::to_owned);
    let bundle = given.or_else(|| {
        SYSTEM_BUNDLES
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
    });
    let bundle = bundle.ok_or_else(|| {
        "this system has no certificates to trust: give --ca-bundle FILE".to_owned()
    })?;
    let unreadable = |error: &dyn std::fmt::Display| {
        format!("the certificates in {}: {error}", bundle.display())
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
