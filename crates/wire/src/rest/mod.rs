//! The REST protocol with JSON bodies (`restJson1`): the operation is a method and a path.
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>
//!
//! A [`Binding`] says where the members of an input stand; `decode` reads them from there. [`success`] and [`Failure`] are
//! the two kinds of answers.

mod decode;
mod failure;
mod json;
mod uri;

pub use failure::Failure;

use crate::schema::Structure;
use crate::{CommonError, Encoder, Format, OperationInfo, Output, Timestamp, Value, time};

/// The `Content-Type` of every answer.
pub const CONTENT_TYPE: &str = "application/json";

/// Where the requests of an operation go.
#[derive(Debug)]
pub struct Binding {
    /// The method, such as `POST`.
    pub method: &'static str,
    /// The path, with labels such as `{analyzerName}`.
    pub path: &'static str,
    /// The status of a success.
    pub status: u16,
    /// Where each member of the input stands, in the order of its schema.
    pub places: &'static [Place],
}

/// Where a member of an input stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the JSON body.
    Body,
    /// In the path, in place of the label of its name.
    Path,
    /// In the query string.
    Query,
}

/// The parts of a request that members stand in.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The path as it was sent, still percent-encoded.
    pub path: &'a str,
    /// What follows the `?`, still percent-encoded.
    pub query: &'a str,
    /// The body.
    pub body: &'a [u8],
}

impl Binding {
    /// Whether a request with this method and path is one of the operation.
    #[must_use]
    pub fn covers(&self, method: &str, path: &str) -> bool {
        self.method == method && uri::labels(self.path, path).is_some()
    }

    /// How many segments of the path are no labels: of two operations that cover a request, the one that spells out more
    /// is meant.
    #[must_use]
    pub fn literal_segments(&self) -> usize {
        let segments = self.path.split('/');
        segments.filter(|segment| !segment.starts_with('{')).count()
    }
}

/// The body of a success.
#[must_use]
pub fn success(output: &dyn Output) -> String {
    let mut body = String::with_capacity(256);
    body.push('{');
    output.members(&mut Encoder::new(&mut body, Format::Json));
    body.push('}');
    body
}

impl Encoder<'_> {
    /// Writes an instant as text, for the services whose models ask for it instead of a number.
    pub fn timestamp_as_text(&mut self, name: &str, instant: impl Into<Option<Timestamp>>) {
        let Some(instant) = instant.into() else {
            return;
        };
        if instant.subsec_millisecond() == 0 {
            self.text(name, &time::iso8601_seconds(instant));
        } else {
            self.text(name, &time::iso8601_milliseconds(instant));
        }
    }
}

/// Reads one value for each member of the structure, `Null` for those absent.
pub(crate) fn decode(
    structure: &Structure,
    operation: &OperationInfo,
    request: &Request<'_>,
) -> Result<Vec<Value<'static>>, CommonError> {
    match operation.binding {
        Some(binding) => decode::decode(structure, binding, request),
        // An operation of another protocol is never dispatched here.
        None => Err(CommonError::service_failure()),
    }
}
