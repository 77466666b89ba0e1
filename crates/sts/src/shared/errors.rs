//! AWS's words for what STS refuses, each in one place.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>

use names::ParseError;
use pipeline::Caller;
use secrets::PackedPolicySize;
use shapes::sts::{
    ExpiredTradeInToken, JWTPayloadSizeExceeded, MalformedPolicyDocument,
    OutboundWebIdentityFederationDisabled, PackedPolicyTooLarge, SessionDurationEscalation,
};
use wire::CommonError;

/// The denial as authorization words it, for what no policy but the session before decides.
pub(crate) fn not_authorized(caller: &Caller, action: &str, resource: &str) -> CommonError {
    let arn = caller.arn().unwrap_or_default();
    CommonError::access_denied(format!(
        "User: {arn} is not authorized to perform: {action} on resource: {resource}"
    ))
}

pub(crate) fn not_by_root() -> CommonError {
    CommonError::access_denied("Roles may not be assumed by root accounts.")
}

pub(crate) fn not_with_session_credentials(operation: &str) -> CommonError {
    CommonError::access_denied(format!("Cannot call {operation} with session credentials"))
}

/// Of an ARN that is none, or not of the kind that is asked for.
pub(crate) fn invalid_arn(arn: &str) -> CommonError {
    CommonError::validation(format!("{arn} is invalid"))
}

/// What the model lets through and no name can be; the model's own patterns catch nearly all of it before.
pub(crate) fn unparsable(error: ParseError) -> CommonError {
    CommonError::validation(format!("The request holds what is {error}."))
}

pub(crate) fn longer_than_role_allows() -> CommonError {
    CommonError::validation(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
}

pub(crate) fn longer_than_chaining_allows() -> CommonError {
    CommonError::validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )
}

pub(crate) fn unsupported_signing_algorithm() -> CommonError {
    CommonError::validation(
        "Requested SigningAlgorithm is not supported. See the GetWebIdentityToken documentation for supported algorithms",
    )
}

pub(crate) fn outbound_identity_disabled() -> OutboundWebIdentityFederationDisabled {
    OutboundWebIdentityFederationDisabled::new("OutboundWebIdentityFederation is disabled.")
}

/// The words of AWS for this are not known; its model describes the error with these.
pub(crate) fn token_outlives_session() -> SessionDurationEscalation {
    SessionDurationEscalation::new(
        "The requested token duration would extend the session beyond its original expiration time.",
    )
}

/// The words of AWS for this are not known; its model describes the error with these.
pub(crate) fn claims_too_large() -> JWTPayloadSizeExceeded {
    JWTPayloadSizeExceeded::new(
        "The requested token payload size exceeds the maximum allowed size.",
    )
}

pub(crate) fn transitive_key_without_tag() -> CommonError {
    CommonError::invalid_parameter_value(
        "The specified transitive tag key must be included in the requested tags.",
    )
}

pub(crate) fn duplicate_tag_keys() -> CommonError {
    CommonError::invalid_parameter_value(
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )
}

pub(crate) fn inherited_tag_key() -> CommonError {
    CommonError::invalid_parameter_value(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key \
         from the calling session.",
    )
}

/// IAM's words; those of STS for the same are not known.
pub(crate) fn reserved_tag_key() -> CommonError {
    CommonError::invalid_parameter_value(
        "Tag keys beginning with aws: are reserved for system use.",
    )
}

/// One of the serial number and the code came without the other.
pub(crate) fn half_of_mfa() -> CommonError {
    CommonError::access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    )
}

/// The code is wrong, too early, too late or used; AWS was observed to write the blank at the end.
pub(crate) fn invalid_mfa_code() -> CommonError {
    CommonError::access_denied(
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    )
}

/// The device is not one of the caller's, or was tried too often; AWS was observed to write the two blanks.
pub(crate) fn not_callers_mfa_device() -> CommonError {
    CommonError::access_denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
         valid and associated with this user.",
    )
}

/// The model's words for the error; those of AWS are not known.
pub(crate) fn expired_trade_in_token() -> ExpiredTradeInToken {
    ExpiredTradeInToken::new(
        "The trade-in token provided in the request has expired and can no longer be exchanged for credentials. \
         Request a new token and retry the operation.",
    )
}

/// The words of AWS for this are not known.
pub(crate) fn invalid_trade_in_token() -> CommonError {
    CommonError::validation("The trade-in token is invalid.")
}

/// The words of AWS for this are not known.
pub(crate) fn invalid_context_assertion() -> CommonError {
    CommonError::validation("The provided context assertion is invalid.")
}

/// The words of AWS for this are not known; its documentation says that there may be such an error.
pub(crate) fn unknown_access_key() -> CommonError {
    CommonError::validation("The access key ID does not exist.")
}

/// IAM's words; those of STS for the same are not known.
pub(crate) fn no_such_session_policy(arn: &str) -> CommonError {
    CommonError::validation(format!("Policy {arn} does not exist or is not attachable."))
}

/// The words of AWS for this are not known; its model sets no limit, its documentation does.
pub(crate) fn too_many_session_policies(limit: usize) -> CommonError {
    CommonError::validation(format!(
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length \
         less than or equal to {limit}"
    ))
}

pub(crate) fn malformed_policy(error: &policy::PolicyError) -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(error.message())
}

pub(crate) fn packed_policy_too_large(
    size: PackedPolicySize,
    has_policies: bool,
) -> PackedPolicyTooLarge {
    let percent = size.percent();
    PackedPolicyTooLarge::new(if has_policies {
        format!("Packed policy consumes {percent}% of allotted space")
    } else {
        format!("Packed size of session tags consumes {percent}% of allotted space.")
    })
}
