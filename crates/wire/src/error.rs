//! Errors as a client sees them: a code, an HTTP status, a message, and who is at fault.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use std::borrow::Cow;
use std::fmt;

use crate::Encoder;

/// Whose fault an error is: the `Type` element of the query protocol's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request was wrong.
    Sender,
    /// The service failed.
    Receiver,
}

impl Fault {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

/// An error that can be answered to a client.
pub trait ServiceError: fmt::Debug {
    /// The error code, for example `NoSuchEntity`.
    fn code(&self) -> &str;
    /// The HTTP status.
    fn status(&self) -> u16;
    /// The text for the client; some of AWS's errors have none, not even an empty one.
    fn message(&self) -> Option<&str>;
    /// Whose fault it is.
    fn fault(&self) -> Fault;
    /// The XML namespace, where it is not the service's own. Only the dispatcher's `InvalidAction` has another.
    fn namespace(&self) -> Option<&'static str> {
        None
    }
    /// Writes what the error says beside its message, where its model has more.
    fn members(&self, encoder: &mut Encoder<'_>) {
        let _ = encoder;
    }
}

/// An error outside of an operation's own model: any operation of any service may answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonError {
    code: &'static str,
    status: u16,
    fault: Fault,
    message: Option<Cow<'static, str>>,
    namespace: Option<&'static str>,
}

/// The namespace of errors that the dispatcher answers before a service sees the request, as AWS was observed to use it.
const DISPATCHER_NAMESPACE: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

/// The version that AWS was observed to name where the request names none.
const NO_VERSION: &str = "NO_VERSION_SPECIFIED";

impl CommonError {
    /// An error of any code. Prefer the named constructors.
    #[must_use]
    pub fn new(code: &'static str, status: u16, message: impl Into<Cow<'static, str>>) -> Self {
        let fault = if status < 500 {
            Fault::Sender
        } else {
            Fault::Receiver
        };
        Self {
            code,
            status,
            fault,
            message: Some(message.into()),
            namespace: None,
        }
    }

    /// The same without a text: some of AWS's errors have no `Message` element.
    #[must_use]
    pub fn untold(self) -> Self {
        Self {
            message: None,
            ..self
        }
    }

    /// `ValidationError` 400: a constraint of the model or of the domain is broken.
    #[must_use]
    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("ValidationError", 400, message)
    }

    /// `MalformedInput` 400 with a text.
    #[must_use]
    pub fn malformed_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("MalformedInput", 400, message)
    }

    /// `MalformedInput` 400 without a `Message` element, as AWS was observed to answer a number that is none.
    #[must_use]
    pub const fn malformed_input_untold() -> Self {
        Self {
            code: "MalformedInput",
            status: 400,
            fault: Fault::Sender,
            message: None,
            namespace: None,
        }
    }

    /// `MalformedInput` 400 of a JSON request, where it is called `SerializationException`.
    #[must_use]
    pub(crate) fn unreadable(message: impl Into<Cow<'static, str>>) -> Self {
        Self::malformed_input(message)
    }

    /// The same without a text.
    #[must_use]
    pub(crate) const fn unreadable_untold() -> Self {
        Self::malformed_input_untold()
    }

    /// `InvalidAction` 400 of a REST request, where it is called `UnknownOperationException` and has no text.
    #[must_use]
    pub const fn unknown_operation() -> Self {
        Self {
            code: "InvalidAction",
            status: 404,
            fault: Fault::Sender,
            message: None,
            namespace: None,
        }
    }

    /// `InvalidParameterValue` 400.
    #[must_use]
    pub fn invalid_parameter_value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("InvalidParameterValue", 400, message)
    }

    /// `MalformedQueryString` 404: the parameters are no form.
    #[must_use]
    pub fn malformed_query_string() -> Self {
        Self::new(
            "MalformedQueryString",
            404,
            "The query string contains a syntax error.",
        )
    }

    /// `AccessDenied` 403. The text comes from the decision.
    #[must_use]
    pub fn access_denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("AccessDenied", 403, message)
    }

    /// `InvalidClientTokenId` 403: the key is unknown, inactive or deleted, or the token is not its own.
    #[must_use]
    pub fn invalid_client_token_id() -> Self {
        Self::new(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid.",
        )
    }

    /// `InvalidClientTokenId` 403 for a genuine token that may not be used here: AWS was observed to leave out the full stop.
    #[must_use]
    pub fn unusable_client_token() -> Self {
        Self::new(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid",
        )
    }

    /// `ExpiredToken` 403.
    #[must_use]
    pub fn expired_token() -> Self {
        Self::new(
            "ExpiredToken",
            403,
            "The security token included in the request is expired",
        )
    }

    /// `SignatureDoesNotMatch` 403.
    #[must_use]
    pub fn signature_does_not_match(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("SignatureDoesNotMatch", 403, message)
    }

    /// `IncompleteSignature` 400.
    #[must_use]
    pub fn incomplete_signature(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("IncompleteSignature", 400, message)
    }

    /// `MissingAuthenticationToken` 403.
    #[must_use]
    pub fn missing_authentication_token() -> Self {
        Self::new(
            "MissingAuthenticationToken",
            403,
            "Request is missing Authentication Token",
        )
    }

    /// `InvalidAction` 400 of the dispatcher, in its own namespace.
    #[must_use]
    pub fn invalid_action(action: &str, version: Option<&str>) -> Self {
        let version = version.unwrap_or(NO_VERSION);
        let message = format!("Could not find operation {action} for version {version}");
        Self {
            namespace: Some(DISPATCHER_NAMESPACE),
            ..Self::new("InvalidAction", 400, message)
        }
    }

    /// `Throttling` 400.
    #[must_use]
    pub fn throttling() -> Self {
        Self::new("Throttling", 400, "Rate exceeded")
    }

    /// `ServiceFailure` 500. What went wrong goes to the log, never to the client.
    #[must_use]
    pub fn service_failure() -> Self {
        Self::new(
            "ServiceFailure",
            500,
            "The request processing has failed because of an unknown error.",
        )
    }

    /// `InternalFailure` 500, the same in services whose model has no `ServiceFailure`.
    #[must_use]
    pub fn internal_failure() -> Self {
        Self::new(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        )
    }

    /// `ServiceUnavailable` 503: the request may be tried again.
    #[must_use]
    pub fn service_unavailable() -> Self {
        Self::new(
            "ServiceUnavailable",
            503,
            "The request has failed due to a temporary failure of the server.",
        )
    }
}

impl ServiceError for CommonError {
    fn code(&self) -> &str {
        self.code
    }

    fn status(&self) -> u16 {
        self.status
    }

    fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    fn fault(&self) -> Fault {
        self.fault
    }

    fn namespace(&self) -> Option<&'static str> {
        self.namespace
    }
}

impl fmt::Display for CommonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{}: {message}", self.code),
            None => f.write_str(self.code),
        }
    }
}

impl std::error::Error for CommonError {}
