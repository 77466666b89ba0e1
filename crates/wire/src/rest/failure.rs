//! Errors as services with JSON bodies answer them: the code in a header, the message in the body.
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>

use std::borrow::Cow;

use crate::{Encoder, Format, ServiceError, ServiceInfo};

/// An error ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The status.
    pub status: u16,
    /// The code, which stands in the header `x-amzn-errortype`.
    pub code: Cow<'static, str>,
    /// The body.
    pub body: String,
}

impl Failure {
    /// The error as this service answers it.
    #[must_use]
    pub fn new(service: &ServiceInfo, error: &dyn ServiceError) -> Self {
        let (code, status) = match common(error.code()) {
            Some((code, status)) => (Cow::Borrowed(code), status),
            None => (Cow::Owned(error.code().to_owned()), error.status()),
        };
        let mut body = String::from("{");
        let mut encoder = Encoder::new(&mut body, Format::Json);
        if let Some(message) = error.message() {
            encoder.text("message", message);
        }
        error.members(&mut encoder);
        if error.code() == VIOLATION
            && let Some(reason) = service.validation_reason
        {
            encoder.text("reason", reason);
        }
        body.push('}');
        Self { status, code, body }
    }
}

/// What services with JSON bodies call the errors that every service has, and their statuses.
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/CommonErrors.html>
fn common(code: &str) -> Option<(&'static str, u16)> {
    Some(match code {
        VIOLATION => ("ValidationException", 400),
        "MalformedInput" => ("SerializationException", 400),
        "AccessDenied" => ("AccessDeniedException", 403),
        "InvalidClientTokenId" => ("UnrecognizedClientException", 403),
        "ExpiredToken" => ("ExpiredTokenException", 403),
        "SignatureDoesNotMatch" => ("InvalidSignatureException", 403),
        "IncompleteSignature" => ("IncompleteSignatureException", 403),
        "MissingAuthenticationToken" => ("MissingAuthenticationTokenException", 403),
        "Throttling" => ("ThrottlingException", 429),
        "ServiceFailure" | "InternalFailure" => ("InternalServerException", 500),
        "ServiceUnavailable" => ("ServiceUnavailableException", 503),
        "InvalidAction" => ("UnknownOperationException", 404),
        _ => return None,
    })
}

/// The code of broken constraints in the query protocol, which is what all protocols share here.
const VIOLATION: &str = "ValidationError";
