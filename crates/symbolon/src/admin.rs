//! What operators ask: is it alive, is it ready, how is it doing.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use metrics_exporter_prometheus::PrometheusHandle;
use records::Replica;

/// Answers `/health`, `/ready` and `/metrics`.
pub(crate) struct Admin {
    pub(crate) replica: Arc<Replica>,
    pub(crate) metrics: PrometheusHandle,
}

impl Admin {
    /// One request. Nothing here changes anything or tells a secret.
    pub(crate) async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return Ok(text(
                StatusCode::METHOD_NOT_ALLOWED,
                "only GET\n".to_owned(),
            ));
        }
        Ok(match request.uri().path() {
            "/health" => text(StatusCode::OK, "ok\n".to_owned()),
            "/ready" => text(
                StatusCode::OK,
                format!("ready at revision {}\n", self.replica.state().revision()),
            ),
            "/metrics" => {
                metrics::gauge!("symbolon_store_revision")
                    .set(as_gauge(self.replica.state().revision().0));
                text(StatusCode::OK, self.metrics.render())
            }
            _ => text(
                StatusCode::NOT_FOUND,
                "try /health, /ready or /metrics\n".to_owned(),
            ),
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge beyond 2^53 may be off by one"
)]
fn as_gauge(number: u64) -> f64 {
    number as f64
}

fn text(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}
