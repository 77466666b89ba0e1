//! What is known of a service and of each of its operations before a request is read.

use crate::rest::Binding;
use crate::schema::ValueStyle;

/// How requests and responses of a service are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// A form in, XML out: IAM and STS.
    Query,
    /// A path, a query and JSON in, JSON out: the later services.
    RestJson,
}

/// One AWS service at one API version.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceInfo {
    /// The service in policy actions and endpoints, for example `iam`.
    pub name: &'static str,
    /// The service in a credential scope.
    pub signing_name: &'static str,
    /// The API version, the `Version` parameter of the query protocol.
    pub api_version: &'static str,
    /// The XML namespace of its responses and errors.
    pub namespace: &'static str,
    /// Whether its validation messages print the refused value.
    pub value_style: ValueStyle,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// The `reason` that its model asks of a `ValidationException` about broken constraints, if it asks for one.
    pub validation_reason: Option<&'static str>,
}

/// How the caller of an operation proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// A Signature Version 4 over the request.
    V4,
    /// No signature: a token or an assertion in the input speaks for the caller.
    None,
}

/// One operation of a service.
#[derive(Debug)]
pub struct OperationInfo {
    /// The operation's name, the `Action` parameter of the query protocol.
    pub name: &'static str,
    /// The service that it belongs to.
    pub service: &'static ServiceInfo,
    /// How its caller is authenticated.
    pub auth: Auth,
    /// Whether the response carries a `…Result` element.
    pub has_result: bool,
    /// Where its requests go and where the members of its input stand in them; none in the query protocol.
    pub binding: Option<&'static Binding>,
}
