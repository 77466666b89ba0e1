//! AccessDenied, in the one place where its text is made, so that it always names principal, action, resource and cause.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::{Caller, Check, Printed};

/// Why a caller was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    message: String,
    action: &'static str,
    resource: String,
    clause: String,
    encoded_authorization_message: Option<String>,
}

impl Denial {
    /// `clause` is the reason as AWS words it; `shown` tells whether the caller may read it.
    pub(crate) fn new(caller: &Caller, check: &Check, clause: String, shown: bool) -> Self {
        let resource = match check.printed_resource() {
            Some(resource) => format!(" on resource: {resource}"),
            None => String::new(),
        };
        let reason = if shown && !clause.is_empty() {
            format!(" {clause}")
        } else {
            String::new()
        };
        let message = match caller.arn() {
            Some(arn) => {
                format!(
                    "User: {arn} is not authorized to perform: {}{resource}{reason}",
                    check.action()
                )
            }
            // Who signs nothing is told nothing.
            None => "Access Denied".to_owned(),
        };
        Self {
            message,
            action: check.action(),
            resource: check.resource().to_owned(),
            clause,
            encoded_authorization_message: None,
        }
    }

    /// With the facts of the denial, sealed.
    pub(crate) fn with_message(self, encoded_authorization_message: Option<String>) -> Self {
        Self {
            encoded_authorization_message,
            ..self
        }
    }

    /// The text for the client.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The action that was denied; not always the operation's own.
    #[must_use]
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// The resource that was decided on.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The facts of the denial, sealed: for the audit alone, and there only while somebody keeps it. Who may call
    /// DecodeAuthorizationMessage reads them.
    #[must_use]
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.encoded_authorization_message.as_deref()
    }

    /// The reason, for the audit, where the client may not read it too.
    #[must_use]
    pub fn clause(&self) -> &str {
        &self.clause
    }
}

impl Check {
    fn printed_resource(&self) -> Option<String> {
        match &self.printed {
            Printed::Resource => Some(self.resource.clone()),
            Printed::Quoted => Some(format!("\"{}\"", self.resource)),
            Printed::As(text) => Some(text.clone()),
            Printed::Nothing => None,
        }
    }
}
