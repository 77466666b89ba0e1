//! One event for each request: who asked for what, and what was answered. Never a secret.

use tracing::Level;

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
    /// It was answered, and nothing has changed.
    Answered,
    /// It was done, and something has changed or was handed out.
    Changed,
    /// It was refused or failed with this code.
    Failed {
        /// The status of the answer.
        status: u16,
        /// The error's code.
        code: &'a str,
        /// Why access was denied, if it was.
        reason: Option<&'a str>,
    },
    /// Policies denied it.
    Denied {
        /// The status of the answer.
        status: u16,
        /// The error's code.
        code: &'a str,
        /// Why, also where the client is not told.
        reason: &'a str,
        /// The facts of the denial, for DecodeAuthorizationMessage.
        encoded_authorization_message: Option<&'a str>,
    },
}

/// The same fields at any level, which tracing must know when it is compiled.
macro_rules! event {
    ($level:expr, $event:expr, $status:expr, $code:expr, $reason:expr, $message:expr) => {
        tracing::event!(
            target: "audit",
            $level,
            request_id = $event.request_id,
            service = $event.service,
            operation = $event.operation,
            principal = $event.principal,
            access_key_id = $event.access_key_id,
            source_ip = %$event.source_ip,
            status = $status,
            code = $code as Option<&str>,
            reason = $reason as Option<&str>,
            encoded_authorization_message = $message as Option<&str>,
        )
    };
}

impl AuditEvent<'_> {
    /// Hands the event to the log: changes and refusals always, what was merely read only where somebody debugs, so
    /// that the hot path writes nothing.
    pub fn record(&self) {
        match self.outcome {
            Outcome::Answered => event!(Level::DEBUG, self, 200, None, None, None),
            Outcome::Changed => event!(Level::INFO, self, 200, None, None, None),
            Outcome::Failed {
                status,
                code,
                reason,
            } => event!(Level::INFO, self, status, Some(code), reason, None),
            Outcome::Denied {
                status,
                code,
                reason,
                encoded_authorization_message: message,
            } => event!(Level::INFO, self, status, Some(code), Some(reason), message),
        }
    }
}
