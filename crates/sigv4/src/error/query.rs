//! What IAM, STS and other query services answer.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use super::SignatureError;
use crate::digest::sha256;
use crate::timestamp::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;

/// The request bears no signature and the operation needs one.
#[must_use]
pub fn missing_authentication_token() -> SignatureError {
    SignatureError::new(
        "MissingAuthenticationToken",
        StatusCode::FORBIDDEN,
        "Request is missing Authentication Token",
    )
}

/// The key is unknown, inactive or deleted; its token is missing, wrong or unreadable; or the
/// role behind the session is gone. AWS tells none of these apart.
#[must_use]
pub fn invalid_client_token_id() -> SignatureError {
    SignatureError::new(
        "InvalidClientTokenId",
        StatusCode::FORBIDDEN,
        "The security token included in the request is invalid.",
    )
}

/// The token is genuine but may not be used here: a GetSessionToken session without MFA calling
/// IAM, or a version 1 token in an opt-in region. AWS was observed to leave out the final dot.
#[must_use]
pub fn token_not_usable_here() -> SignatureError {
    SignatureError::new(
        "InvalidClientTokenId",
        StatusCode::FORBIDDEN,
        "The security token included in the request is invalid",
    )
}

/// The session has ended.
#[must_use]
pub fn expired_token() -> SignatureError {
    SignatureError::new(
        "ExpiredToken",
        StatusCode::FORBIDDEN,
        "The security token included in the request is expired",
    )
}

/// The signature is wrong. IAM and STS say no more than this; they do not show what they computed.
#[must_use]
pub fn signature_does_not_match() -> SignatureError {
    mismatch(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
         Access Key and signing method. Consult the service documentation for details.",
    )
}

/// The query string cannot be read.
#[must_use]
pub fn malformed_query_string() -> SignatureError {
    SignatureError::new(
        "MalformedQueryString",
        StatusCode::NOT_FOUND,
        "The query string contains a syntax error.",
    )
}

/// The account is not signed up for the service.
#[must_use]
pub fn opt_in_required() -> SignatureError {
    SignatureError::new(
        "OptInRequired",
        StatusCode::FORBIDDEN,
        "The AWS access key ID needs a subscription for the service.",
    )
}

/// The caller asks too often.
#[must_use]
pub fn throttling() -> SignatureError {
    SignatureError::new("Throttling", StatusCode::BAD_REQUEST, "Rate exceeded")
}

pub(crate) fn empty_header() -> SignatureError {
    incomplete("Authorization header cannot be empty.".to_owned())
}

/// Today's wording: replies until about 2021 echoed the part and the header themselves, and with
/// them whatever bearer token or password stood there.
pub(crate) fn missing_equal_sign(header: &str) -> SignatureError {
    incomplete(format!(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
         Base64): '{}'.",
        hashed(header)
    ))
}

/// `missing` are the names of the parameters the header lacks, in AWS's order.
pub(crate) fn missing_header_parameters(
    missing: &[&str],
    has_date: bool,
    header: &str,
) -> SignatureError {
    let mut message = String::new();
    for name in missing {
        message.push_str(&format!(
            "Authorization header requires '{name}' parameter. "
        ));
    }
    if !has_date {
        message.push_str(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
        );
    }
    incomplete(message + &echo(header))
}

/// An attribute of the header is repeated or is none that SigV4 knows.
pub(crate) fn unexpected_header_parameter(name: &str, header: &str) -> SignatureError {
    incomplete(format!(
        "Authorization header must not have '{name}' parameter here. {}",
        echo(header)
    ))
}

pub(crate) fn several_authorization_headers() -> SignatureError {
    incomplete("Authorization header must be given exactly once.".to_owned())
}

pub(crate) fn both_mechanisms() -> SignatureError {
    incomplete(
        "Only one authentication mechanism is allowed: give either the Authorization header or the AWS query-string \
         parameters."
            .to_owned(),
    )
}

pub(crate) fn unsupported_algorithm(algorithm: &str) -> SignatureError {
    incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'."))
}

/// `missing` are the names of the parameters the query string lacks, in AWS's order.
pub(crate) fn missing_query_parameters(missing: &[&str]) -> SignatureError {
    let mut message = String::new();
    for name in missing {
        message.push_str(&format!(
            "AWS query-string parameters must include '{name}'. "
        ));
    }
    incomplete(message + "Re-examine the query-string parameters.")
}

pub(crate) fn malformed_credential(credential: &str) -> SignatureError {
    incomplete(format!(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
         '{credential}'"
    ))
}

/// SigV4a scopes name no region.
pub(crate) fn malformed_asymmetric_credential(credential: &str) -> SignatureError {
    incomplete(format!(
        "Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term, got '{credential}'"
    ))
}

pub(crate) fn malformed_date(date: &str) -> SignatureError {
    incomplete(format!(
        "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
    ))
}

pub(crate) fn signed_header_absent(name: &str) -> SignatureError {
    incomplete(format!(
        "'{name}' is named as a SignedHeader, but it does not exist in the HTTP request."
    ))
}

pub(crate) fn host_not_signed() -> SignatureError {
    mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
}

pub(crate) fn region_set_not_signed() -> SignatureError {
    mismatch("'X-Amz-Region-Set' must be a 'SignedHeader' in the AWS Authorization.")
}

pub(crate) fn signature_expired(
    signed_at: Timestamp,
    now: Timestamp,
    window_minutes: i64,
) -> SignatureError {
    mismatch(format!(
        "Signature expired: {} is now earlier than {} ({} - {window_minutes} min.)",
        signed_at.basic(),
        now.plus(-60 * window_minutes).basic(),
        now.basic()
    ))
}

pub(crate) fn signature_not_yet_current(
    signed_at: Timestamp,
    now: Timestamp,
    window_minutes: i64,
) -> SignatureError {
    mismatch(format!(
        "Signature not yet current: {} is still later than {} ({} + {window_minutes} min.)",
        signed_at.basic(),
        now.plus(60 * window_minutes).basic(),
        now.basic()
    ))
}

/// What is wrong with a credential scope. AWS says several faults one after the other.
#[derive(Default)]
pub(crate) struct ScopeFaults {
    message: String,
}

impl ScopeFaults {
    pub(crate) fn region(&mut self) {
        self.message
            .push_str("Credential should be scoped to a valid region. ");
    }

    pub(crate) fn service(&mut self, expected: &str) {
        self.message.push_str(&format!(
            "Credential should be scoped to correct service: '{expected}'. "
        ));
    }

    pub(crate) fn terminator(&mut self, given: &str) {
        self.message.push_str(&format!(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{given}'. "
        ));
    }

    pub(crate) fn date(&mut self, scope_date: &str, signed_at: Timestamp) {
        let basic = signed_at.basic();
        self.message.push_str(&format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope_date}' \
             != '{}', from '{basic}'.",
            basic.date()
        ));
    }

    pub(crate) fn into_result(self) -> Result<(), SignatureError> {
        if self.message.is_empty() {
            Ok(())
        } else {
            Err(mismatch(self.message))
        }
    }
}

fn incomplete(message: String) -> SignatureError {
    SignatureError::new("IncompleteSignature", StatusCode::BAD_REQUEST, message)
}

fn mismatch(message: impl Into<std::borrow::Cow<'static, str>>) -> SignatureError {
    SignatureError::new("SignatureDoesNotMatch", StatusCode::FORBIDDEN, message)
}

/// AWS shows the client which header it means without repeating a secret that may stand in it.
fn echo(header: &str) -> String {
    format!(
        "(Hashed with SHA-256 and encoded with Base64) Authorization={}",
        hashed(header)
    )
}

fn hashed(header: &str) -> String {
    STANDARD.encode(sha256(header.as_bytes()))
}
