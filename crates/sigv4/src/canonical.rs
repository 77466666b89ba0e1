//! The canonical request and the string to sign, written into buffers that are used again.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use crate::digest::{Hex, sha256};
use crate::lines::Lines;
use crate::presented::{Algorithm, Mechanism, SignedHeaders};
use crate::request::RequestHead;
use crate::uri;
use std::cell::RefCell;

/// How a service wants paths, payload hashes and refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// IAM, STS and other general services with query-protocol errors: the path is resolved and
    /// encoded twice, the payload hash is that of the body.
    Query,
    /// S3: the path is taken as it is and encoded once, the payload hash is what
    /// `x-amz-content-sha256` says.
    S3,
}

/// What goes into a canonical request.
pub(crate) struct CanonicalRequest<'r> {
    pub(crate) head: &'r RequestHead<'r>,
    pub(crate) dialect: Dialect,
    pub(crate) mechanism: Mechanism,
    pub(crate) signed_headers: &'r SignedHeaders<'r>,
    pub(crate) payload_line: &'r str,
}

/// What goes into a string to sign, beside the canonical request.
#[derive(Clone, Copy)]
pub(crate) struct SigningContext<'r> {
    pub(crate) algorithm: Algorithm,
    /// `20150830T123600Z`
    pub(crate) date: &'r str,
    /// `20150830/us-east-1/iam/aws4_request`
    pub(crate) scope: &'r str,
}

/// Buffers that one thread uses for every request, so that none is allocated on the way.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The canonical request.
    pub(crate) canonical: Vec<u8>,
    /// The string to sign.
    pub(crate) string_to_sign: Vec<u8>,
    /// True if a header was signed that the request does not have.
    pub(crate) lacks_signed_header: bool,
    encoded: Vec<u8>,
    parameters: Vec<Parameter>,
}

/// Where one encoded parameter stands in `Scratch::encoded`.
#[derive(Clone, Copy)]
struct Parameter {
    start: usize,
    name_end: usize,
    end: usize,
}

/// Runs `work` with this thread's buffers.
pub(crate) fn with_scratch<R>(work: impl FnOnce(&mut Scratch) -> R) -> R {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
        Ok(mut scratch) => {
            let result = work(&mut scratch);
            scratch.forget_giants();
            result
        }
        // Never reached, for `work` does not come back here; a second set of buffers is right anyway.
        Err(_) => work(&mut Scratch::default()),
    })
}

impl Scratch {
    /// Writes the canonical request and the string to sign, replacing what the buffers held.
    pub(crate) fn write(&mut self, request: &CanonicalRequest<'_>, context: &SigningContext<'_>) {
        self.write_canonical_request(request);
        self.string_to_sign.clear();
        let digest = Hex::of(&sha256(&self.canonical));
        for line in [context.algorithm.name(), context.date, context.scope] {
            self.string_to_sign.extend_from_slice(line.as_bytes());
            self.string_to_sign.push(b'\n');
        }
        self.string_to_sign.extend_from_slice(digest.as_bytes());
    }

    fn write_canonical_request(&mut self, request: &CanonicalRequest<'_>) {
        self.canonical.clear();
        self.lacks_signed_header = false;
        self.line(request.head.method);
        match request.dialect {
            Dialect::Query => uri::write_normalised_path(&mut self.canonical, request.head.path),
            Dialect::S3 => uri::write_object_path(&mut self.canonical, request.head.path),
        }
        self.canonical.push(b'\n');
        self.write_query(request);
        self.canonical.push(b'\n');
        let sent = Lines::of(request.head.headers);
        for name in request.signed_headers.pieces() {
            self.canonical.extend_from_slice(name.as_bytes());
            self.canonical.push(b':');
            // S3 was observed to take a signed header that was not sent as empty; for other
            // services the verifier refuses the request.
            let is_present = request
                .head
                .write_canonical_value(name, &sent, &mut self.canonical);
            self.lacks_signed_header |= !is_present;
            self.canonical.push(b'\n');
        }
        self.canonical.push(b'\n');
        self.line(request.signed_headers.as_str());
        self.canonical
            .extend_from_slice(request.payload_line.as_bytes());
    }

    /// Writes the query string in canonical form: every parameter decoded, encoded, sorted by
    /// encoded name and then by encoded value.
    fn write_query(&mut self, request: &CanonicalRequest<'_>) {
        self.encoded.clear();
        self.parameters.clear();
        let mut seen = SeenAuthParameters::default();
        for (name, value) in uri::query_pairs(request.head.query) {
            let start = self.encoded.len();
            uri::write_query_component(&mut self.encoded, name.as_bytes());
            let name_end = self.encoded.len();
            let encoded_name = self.encoded.get(start..).unwrap_or_default();
            // S3 was observed to count the first of repeated signature parameters and to ignore the others.
            let repeated = request.dialect == Dialect::S3
                && request.mechanism == Mechanism::Query
                && seen.repeats(encoded_name);
            if encoded_name == b"X-Amz-Signature" || repeated {
                self.encoded.truncate(start);
                continue;
            }
            uri::write_query_component(&mut self.encoded, value.as_bytes());
            self.parameters.push(Parameter {
                start,
                name_end,
                end: self.encoded.len(),
            });
        }
        let encoded = &self.encoded;
        let text = |start, end| encoded.get(start..end).unwrap_or_default();
        self.parameters.sort_unstable_by(|a, b| {
            text(a.start, a.name_end)
                .cmp(text(b.start, b.name_end))
                .then_with(|| text(a.name_end, a.end).cmp(text(b.name_end, b.end)))
        });
        for (index, parameter) in self.parameters.iter().enumerate() {
            if index > 0 {
                self.canonical.push(b'&');
            }
            self.canonical
                .extend_from_slice(text(parameter.start, parameter.name_end));
            self.canonical.push(b'=');
            self.canonical
                .extend_from_slice(text(parameter.name_end, parameter.end));
        }
    }

    fn line(&mut self, text: &str) {
        self.canonical.extend_from_slice(text.as_bytes());
        self.canonical.push(b'\n');
    }

    /// One huge request must not leave its size behind on every thread.
    fn forget_giants(&mut self) {
        for buffer in [
            &mut self.canonical,
            &mut self.string_to_sign,
            &mut self.encoded,
        ] {
            if buffer.capacity() > SCRATCH_BYTES_KEPT {
                *buffer = Vec::new();
            }
        }
        if self.parameters.capacity() > SCRATCH_BYTES_KEPT / size_of::<Parameter>() {
            self.parameters = Vec::new();
        }
    }
}

/// Which signature parameters a query string has shown so far, one bit each.
#[derive(Default)]
struct SeenAuthParameters(u8);

impl SeenAuthParameters {
    /// True if this is a signature parameter that was there before.
    fn repeats(&mut self, name: &[u8]) -> bool {
        let Some(position) = AUTH_PARAMETERS
            .iter()
            .position(|known| known.as_bytes() == name)
        else {
            return false;
        };
        let bit = 1 << position;
        let repeated = self.0 & bit != 0;
        self.0 |= bit;
        repeated
    }
}

const AUTH_PARAMETERS: [&str; 8] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Region-Set",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// Room for a usual request with a session token; larger buffers are given back.
const SCRATCH_BYTES_KEPT: usize = 64 * 1024;
