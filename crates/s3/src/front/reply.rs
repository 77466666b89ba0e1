//! Answers: documents, empty bodies, objects and errors, each with the ids that S3 gives every answer.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html>

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use secrets::Entropy;
use sigv4::SignatureError;

use super::ResponseBody;
use crate::error::S3Error;
use crate::storage::ObjectBody;

/// Why a request is refused.
pub(super) enum Refusal {
    /// The signature, or what came with it, is not good.
    Signature(SignatureError),
    /// Anything else.
    S3(S3Error),
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl<E: Into<S3Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::S3(error.into())
    }
}

impl Refusal {
    pub(super) fn code(&self) -> &str {
        match self {
            Self::Signature(error) => error.code(),
            Self::S3(error) => error.code().as_str(),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Signature(error) => error.status(),
            Self::S3(error) => error.status(),
        }
    }

    fn body(&self, ids: &Ids) -> String {
        match self {
            Self::Signature(error) => {
                let extra: Vec<(&str, &str)> = error.extra().collect();
                wire::s3::error_body(
                    error.code(),
                    error.message(),
                    &extra,
                    &ids.request,
                    &ids.host,
                )
            }
            Self::S3(error) => {
                let extra: Vec<(&str, &str)> = error
                    .details()
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                wire::s3::error_body(
                    error.code().as_str(),
                    error.text(),
                    &extra,
                    &ids.request,
                    &ids.host,
                )
            }
        }
    }
}

/// The two ids of an answer.
pub(super) struct Ids {
    /// Sixteen digits and capital letters.
    pub(super) request: String,
    /// Opaque.
    pub(super) host: String,
}

impl Ids {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 48];
        entropy.fill(&mut random);
        let letter = |byte: &u8| {
            char::from(
                ALPHABET
                    .get(usize::from(byte % 32))
                    .copied()
                    .unwrap_or(b'0'),
            )
        };
        let (request, host) = random.split_at_checked(16).unwrap_or_default();
        Self {
            request: request.iter().map(letter).collect(),
            host: host.iter().map(letter).collect(),
        }
    }

    /// Puts the ids on an answer.
    pub(super) fn mark(&self, response: &mut Response<ResponseBody>) {
        for (name, id) in [
            ("x-amz-request-id", &self.request),
            ("x-amz-id-2", &self.host),
        ] {
            if let Ok(id) = HeaderValue::from_str(id) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(name), id);
            }
        }
    }
}

/// An error; without a body where the request was HEAD.
pub(super) fn refused(refusal: &Refusal, ids: &Ids, is_head: bool) -> Response<ResponseBody> {
    let is_bodiless = is_head || refusal.status() == StatusCode::NOT_MODIFIED;
    let body = if is_bodiless {
        String::new()
    } else {
        refusal.body(ids)
    };
    let mut response = Response::new(full(body));
    *response.status_mut() = refusal.status();
    if !is_bodiless {
        set(&mut response, CONTENT_TYPE, "application/xml");
    }
    if let Refusal::Signature(error) = refusal
        && let Some(region) = error.bucket_region()
    {
        set(&mut response, BUCKET_REGION, region);
    }
    response
}

/// An XML document.
pub(super) fn document(xml: String) -> Response<ResponseBody> {
    let mut response = Response::new(full(xml));
    set(&mut response, CONTENT_TYPE, "application/xml");
    response
}

/// A JSON document, as GetBucketPolicy answers.
pub(super) fn json(text: String) -> Response<ResponseBody> {
    let mut response = Response::new(full(text));
    set(&mut response, CONTENT_TYPE, "application/json");
    response
}

/// Nothing but a status.
pub(super) fn empty(status: StatusCode) -> Response<ResponseBody> {
    let mut response = Response::new(full(String::new()));
    *response.status_mut() = status;
    response
}

/// The bytes of an object.
pub(super) fn object(body: ObjectBody) -> Response<ResponseBody> {
    Response::new(body.boxed())
}

/// Sets a header; what cannot stand in one is left out, since it was taken in as a header once.
pub(super) fn set(response: &mut Response<ResponseBody>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        response.headers_mut().insert(name, value);
    }
}

/// Sets a header with a name that is made here.
pub(super) fn set_named(response: &mut Response<ResponseBody>, name: &str, value: &str) {
    if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
        set(response, name, value);
    }
}

fn full(text: String) -> ResponseBody {
    Full::new(Bytes::from(text))
        .map_err(|never| match never {})
        .boxed()
}

/// The region of the bucket, which clients follow.
pub(super) const BUCKET_REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
