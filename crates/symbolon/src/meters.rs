//! How many requests there were, what became of them and how long they took.

use http::StatusCode;
use metrics::{Counter, Histogram, counter, histogram};
use pipeline::Now;

/// The meters of everything that answers requests; made once, so that a request only counts.
pub(crate) struct Meters {
    pub(crate) query: Meter,
    pub(crate) resource: Meter,
    pub(crate) issuers: Meter,
}

/// The meter of one kind of requests.
pub(crate) struct Meter {
    done: Counter,
    refused: Counter,
    failed: Counter,
    seconds: Histogram,
}

impl Meters {
    /// INVARIANT: made after the recorder was installed, or nothing is counted.
    pub(crate) fn new() -> Self {
        Self {
            query: Meter::new("query"),
            resource: Meter::new("s3"),
            issuers: Meter::new("token-issuers"),
        }
    }
}

impl Meter {
    fn new(service: &'static str) -> Self {
        let requests = |outcome| counter!("symbolon_requests_total", "service" => service, "outcome" => outcome);
        Self {
            done: requests("done"),
            refused: requests("refused"),
            failed: requests("failed"),
            seconds: histogram!("symbolon_request_seconds", "service" => service),
        }
    }

    /// One request that was answered with `status`.
    pub(crate) fn record(&self, status: StatusCode, began: Now, ended: Now) {
        let counter = match status.as_u16() {
            200..400 => &self.done,
            400..500 => &self.refused,
            _ => &self.failed,
        };
        counter.increment(1);
        let milliseconds = ended
            .0
            .saturating_sub(began.0)
            .clamp(0, i64::from(u32::MAX));
        self.seconds
            .record(f64::from(u32::try_from(milliseconds).unwrap_or(u32::MAX)) / 1_000.0);
    }
}
