//! One event for each request: who asked for what, and what was answered. Never a secret.

use tracing::info;

/// What happened to a request.
#[derive(Debug)]
pub struct AuditEvent<'a> {
    /// The id that the client was told.
    pub request_id: &'a str,
    /// `iam`, `sts` or `s3`.
    pub service: &'a str,
    /// The operation, if it was recognised.
    pub operation: &'a str,
    /// The caller's ARN, once it is known.
    pub principal: Option<&'a str>,
    /// The access key id that was presented and verified.
    pub access_key_id: Option<&'a str>,
    /// Where the request came from.
    pub source_ip: std::net::IpAddr,
    /// The answer.
    pub outcome: Outcome<'a>,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// It was done.
    Done,
    /// It was refused or failed with this code.
    Failed {
        /// The status of the answer.
        status: u16,
        /// The error's code.
        code: &'a str,
        /// Why access was denied, if it was.
        reason: Option<&'a str>,
    },
}

impl AuditEvent<'_> {
    /// Hands the event to the log.
    pub fn record(&self) {
        let (status, code, reason) = match self.outcome {
            Outcome::Done => (200, None, None),
            Outcome::Failed {
                status,
                code,
                reason,
            } => (status, Some(code), reason),
        };
        info!(
            target: "audit",
            request_id = self.request_id,
            service = self.service,
            operation = self.operation,
            principal = self.principal,
            access_key_id = self.access_key_id,
            source_ip = %self.source_ip,
            status,
            code,
            reason,
        );
    }
}
