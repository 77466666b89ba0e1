//! The bodies of the query protocol: the envelope of an output and that of an error.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>

use crate::{Encoder, Format, OperationInfo, Output, ServiceError};

/// Where AWS was observed to redirect (302, no body) a request without an `Action`, or whose POST body is no form. The
/// query of the request's URL is appended.
pub const NO_ACTION_LOCATION: &str = "https://aws.amazon.com/iam";

/// The body of a successful response.
#[must_use]
pub fn success(
    operation: &OperationInfo,
    output: &dyn Output,
    request_id: &str,
    format: Format,
) -> String {
    document(format, |encoder| {
        let name = operation.name;
        encoder.structure_with(
            [name, "Response"],
            namespace(operation.service.namespace),
            |encoder| {
                if operation.has_result {
                    encoder.structure_with([name, "Result"], ["", "", ""], |encoder| {
                        output.members(encoder)
                    });
                }
                encoder.structure("ResponseMetadata", |encoder| {
                    encoder.text("RequestId", request_id)
                });
            },
        );
    })
}

/// The body of an error. `service_namespace` is that of the service asked; the dispatcher's own errors replace it.
#[must_use]
pub fn failure(
    service_namespace: &str,
    error: &dyn ServiceError,
    request_id: &str,
    format: Format,
) -> String {
    let content = |encoder: &mut Encoder<'_>| {
        encoder.structure("Error", |encoder| {
            encoder.text("Type", error.fault().as_str());
            encoder.text("Code", error.code());
            if let Some(message) = error.message() {
                encoder.text("Message", message);
            }
        });
        encoder.text("RequestId", request_id);
    };
    // In JSON an error has no name around it.
    document(format, |encoder| match format {
        Format::Xml => {
            let namespace = namespace(error.namespace().unwrap_or(service_namespace));
            encoder.structure_with(["ErrorResponse", ""], namespace, content);
        }
        Format::Json => content(encoder),
    })
}

fn document(format: Format, write: impl FnOnce(&mut Encoder<'_>)) -> String {
    let mut body = String::with_capacity(1024);
    if format == Format::Json {
        body.push('{');
    }
    write(&mut Encoder::new(&mut body, format));
    if format == Format::Json {
        body.push('}');
    }
    body
}

fn namespace(uri: &str) -> [&str; 3] {
    [" xmlns=\"", uri, "\""]
}
