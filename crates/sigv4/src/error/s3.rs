//! What S3 answers.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use super::SignatureError;
pub(crate) use super::credential::CredentialFault;
use crate::digest::{Hex, Sha256Digest, spaced_hex};
use crate::presented::Mechanism;
use crate::timestamp::Timestamp;
use http::StatusCode;

/// The request bears no signature and the resource is not public.
#[must_use]
pub fn access_denied() -> SignatureError {
    denied("Access Denied")
}

/// The key is unknown or inactive; or it is temporary and its token is missing, empty or another
/// session's; or the role behind the session is gone.
#[must_use]
pub fn invalid_access_key_id(access_key_id: &str) -> SignatureError {
    SignatureError::new(
        "InvalidAccessKeyId",
        StatusCode::FORBIDDEN,
        "The AWS Access Key Id you provided does not exist in our records.",
    )
    .with("AWSAccessKeyId", access_key_id)
}

/// The token cannot be read; or a token came with a long-term key (which S3 says only after the
/// signature was found right).
#[must_use]
pub fn invalid_token(token: &str) -> SignatureError {
    SignatureError::new(
        "InvalidToken",
        StatusCode::BAD_REQUEST,
        "The provided token is malformed or otherwise invalid.",
    )
    .with("Token-0", token)
}

/// The session has ended. S3 says so even where the signature is wrong too.
#[must_use]
pub fn expired_token(token: &str) -> SignatureError {
    SignatureError::new(
        "ExpiredToken",
        StatusCode::BAD_REQUEST,
        "The provided token has expired.",
    )
    .with("Token-0", token)
}

/// The body is not the one whose digest was signed.
#[must_use]
pub fn content_sha256_mismatch(claimed: &Sha256Digest, computed: &Sha256Digest) -> SignatureError {
    SignatureError::new(
        "XAmzContentSHA256Mismatch",
        StatusCode::BAD_REQUEST,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
    .with("ClientComputedContentSHA256", Hex::of(claimed).as_str())
    .with("S3ComputedContentSHA256", Hex::of(computed).as_str())
}

/// A checksum sent with the object, in a header or trailer, is not that of the object.
/// `algorithm` is AWS's name for it, `CRC32`.
#[must_use]
pub fn bad_digest(algorithm: &str) -> SignatureError {
    SignatureError::new(
        "BadDigest",
        StatusCode::BAD_REQUEST,
        format!("The {algorithm} you specified did not match the calculated checksum."),
    )
}

/// The body ended early, or its chunks do not add up to the length that was announced.
#[must_use]
pub fn incomplete_body() -> SignatureError {
    SignatureError::new(
        "IncompleteBody",
        StatusCode::BAD_REQUEST,
        "The request body terminated unexpectedly",
    )
}

/// A POSTed file is smaller than its policy allows. Sizes in bytes.
#[must_use]
pub fn entity_too_small(size: u64, min: u64) -> SignatureError {
    SignatureError::new(
        "EntityTooSmall",
        StatusCode::BAD_REQUEST,
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .with("ProposedSize", size.to_string())
    .with("MinSizeAllowed", min.to_string())
}

/// A POSTed file is larger than its policy allows. Sizes in bytes.
#[must_use]
pub fn entity_too_large(size: u64, max: u64) -> SignatureError {
    SignatureError::new(
        "EntityTooLarge",
        StatusCode::BAD_REQUEST,
        "Your proposed upload exceeds the maximum allowed size",
    )
    .with("ProposedSize", size.to_string())
    .with("MaxSizeAllowed", max.to_string())
}

/// A token *header* on a POSTed form. S3 was observed to look at nothing else then.
#[must_use]
pub fn no_access_key_presented() -> SignatureError {
    denied("No AWSAccessKey was presented.")
}

/// What the client signed and what it sent, for `SignatureDoesNotMatch`. Never holds the
/// signature that would have been right.
pub(crate) struct Mismatch<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) string_to_sign: &'a [u8],
    pub(crate) signature: &'a str,
    /// A POST has none.
    pub(crate) canonical_request: Option<&'a [u8]>,
}

pub(crate) fn signature_does_not_match(mismatch: &Mismatch<'_>) -> SignatureError {
    let error = SignatureError::new(
        "SignatureDoesNotMatch",
        StatusCode::FORBIDDEN,
        "The request signature we calculated does not match the signature you provided. Check your key and signing \
         method.",
    )
    .with("AWSAccessKeyId", mismatch.access_key_id)
    .with("StringToSign", String::from_utf8_lossy(mismatch.string_to_sign))
    .with("SignatureProvided", mismatch.signature)
    .with("StringToSignBytes", spaced_hex(mismatch.string_to_sign));
    match mismatch.canonical_request {
        None => error,
        Some(request) => error
            .with("CanonicalRequest", String::from_utf8_lossy(request))
            .with("CanonicalRequestBytes", spaced_hex(request)),
    }
}

pub(crate) fn both_mechanisms(header: &str) -> SignatureError {
    invalid_argument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter \
         or the Authorization header should be specified",
        "Authorization",
        header,
    )
}

pub(crate) fn unsupported_authorization_type(header: &str) -> SignatureError {
    invalid_argument("Unsupported Authorization Type", "Authorization", header)
}

pub(crate) fn signature_version_2() -> SignatureError {
    invalid_request(
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    )
}

pub(crate) fn signature_version_2_query_incomplete() -> SignatureError {
    denied(
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    )
}

pub(crate) fn malformed_component(component: &str) -> SignatureError {
    header_malformed(format!(
        "the authorization component \"{component}\" is malformed."
    ))
}

pub(crate) fn missing_components() -> SignatureError {
    header_malformed(
        "the authorization header requires three components: Credential, SignedHeaders, and Signature.".to_owned(),
    )
}

pub(crate) fn region_set_missing(mechanism: Mechanism) -> SignatureError {
    let sentence = "the X-Amz-Region-Set is missing or not signed.".to_owned();
    match mechanism {
        Mechanism::Header => header_malformed(sentence),
        Mechanism::Query | Mechanism::Post => query_parameters(sentence),
    }
}

pub(crate) fn query_parameters_missing() -> SignatureError {
    query_parameters(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, \
         X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
            .to_owned(),
    )
}

pub(crate) fn query_algorithm_unsupported() -> SignatureError {
    query_parameters(
        "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"".to_owned(),
    )
}

pub(crate) fn query_date_malformed() -> SignatureError {
    query_parameters(
        "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"".to_owned(),
    )
}

pub(crate) fn expires_too_large() -> SignatureError {
    query_parameters(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
         604800 seconds"
            .to_owned(),
    )
}

pub(crate) fn expires_negative() -> SignatureError {
    query_parameters("X-Amz-Expires must be non-negative".to_owned())
}

pub(crate) fn expires_not_a_number() -> SignatureError {
    query_parameters("X-Amz-Expires should be a number".to_owned())
}

pub(crate) fn not_yet_valid(
    signed_at: Timestamp,
    expires: Timestamp,
    now: Timestamp,
) -> SignatureError {
    denied("Request is not yet valid")
        .with(
            "X-Amz-Date",
            signed_at.unix_seconds().saturating_mul(1000).to_string(),
        )
        .with("Expires", expires.extended())
        .with("ServerTime", now.extended())
}

pub(crate) fn request_has_expired(
    expires_seconds: i64,
    expires: Timestamp,
    now: Timestamp,
) -> SignatureError {
    denied("Request has expired")
        .with("X-Amz-Expires", expires_seconds.to_string())
        .with("Expires", expires.extended())
        .with("ServerTime", now.extended())
}

pub(crate) fn date_required() -> SignatureError {
    denied("AWS authentication requires a valid Date or x-amz-date header")
}

pub(crate) fn request_time_too_skewed(
    request_time: &str,
    now: Timestamp,
    max_seconds: i64,
) -> SignatureError {
    SignatureError::new(
        "RequestTimeTooSkewed",
        StatusCode::FORBIDDEN,
        "The difference between the request time and the current time is too large.",
    )
    .with("RequestTime", request_time)
    .with("ServerTime", now.extended())
    .with(
        "MaxAllowedSkewMilliseconds",
        (max_seconds * 1000).to_string(),
    )
}

pub(crate) fn headers_not_signed(names: &[&str]) -> SignatureError {
    denied("There were headers present in the request which were not signed")
        .with("HeadersNotSigned", names.join(", "))
}

pub(crate) fn content_sha256_missing() -> SignatureError {
    invalid_request("Missing required header for this request: x-amz-content-sha256")
}

pub(crate) fn content_sha256_unknown(value: &str) -> SignatureError {
    invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, \
         STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, \
         STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid \
         sha256 value.",
        "x-amz-content-sha256",
        value,
    )
}

pub(crate) fn content_sha256_senseless() -> SignatureError {
    invalid_request("The value of x-amz-content-sha256 header is invalid.")
}

pub(crate) fn missing_content_length() -> SignatureError {
    SignatureError::new(
        "MissingContentLength",
        StatusCode::LENGTH_REQUIRED,
        "You must provide the Content-Length HTTP header.",
    )
}

pub(crate) fn trailer_not_supported() -> SignatureError {
    invalid_request("The value specified in the x-amz-trailer header is not supported")
}

pub(crate) fn malformed_trailer() -> SignatureError {
    SignatureError::new(
        "MalformedTrailerError",
        StatusCode::BAD_REQUEST,
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )
}

pub(crate) fn invalid_chunk_size(chunk: u64, bad_size: u64) -> SignatureError {
    SignatureError::new(
        "InvalidChunkSizeError",
        StatusCode::FORBIDDEN,
        "Only the last chunk is allowed to have a size less than 8192 bytes",
    )
    .with("Chunk", chunk.to_string())
    .with("BadChunkSize", bad_size.to_string())
}

pub(crate) fn post_field_missing(name: &'static str) -> SignatureError {
    invalid_argument(
        format!(
            "Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the \
             fields."
        ),
        name,
        "",
    )
}

pub(crate) fn post_field_unreadable(
    name: &'static str,
    message: &'static str,
    value: &str,
) -> SignatureError {
    invalid_argument(message, name, value)
}

pub(crate) fn policy_document(fault: impl std::fmt::Display) -> SignatureError {
    SignatureError::new(
        "InvalidPolicyDocument",
        StatusCode::BAD_REQUEST,
        format!("Invalid Policy: {fault}"),
    )
}

pub(crate) fn against_policy(fault: impl std::fmt::Display) -> SignatureError {
    denied(format!("Invalid according to Policy: {fault}"))
}

fn denied(message: impl Into<std::borrow::Cow<'static, str>>) -> SignatureError {
    SignatureError::new("AccessDenied", StatusCode::FORBIDDEN, message)
}

fn invalid_request(message: &'static str) -> SignatureError {
    SignatureError::new("InvalidRequest", StatusCode::BAD_REQUEST, message)
}

pub(super) fn invalid_argument(
    message: impl Into<std::borrow::Cow<'static, str>>,
    name: &'static str,
    value: &str,
) -> SignatureError {
    SignatureError::new("InvalidArgument", StatusCode::BAD_REQUEST, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value)
}

pub(super) fn header_malformed(detail: String) -> SignatureError {
    SignatureError::new(
        "AuthorizationHeaderMalformed",
        StatusCode::BAD_REQUEST,
        format!("The authorization header is malformed; {detail}"),
    )
}

pub(super) fn query_parameters(message: String) -> SignatureError {
    SignatureError::new(
        "AuthorizationQueryParametersError",
        StatusCode::BAD_REQUEST,
        message,
    )
}
