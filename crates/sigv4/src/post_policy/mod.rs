//! Browser uploads: a form whose signed policy says what may be uploaded.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

mod conditions;
mod document;

pub use document::PostPolicy;

use crate::credential::{Credential, Scope};
use crate::digest::Hex;
use crate::error::SignatureError;
use crate::error::s3::{self as errors, CredentialFault, Mismatch};
use crate::key::SigningKey;
use crate::presented::{Algorithm, Expected, Mechanism, SessionToken, check_s3_scope_parts};
use crate::timestamp::Timestamp;
use crate::verify::is_same;
use std::borrow::Cow;

/// The signature of a POSTed form, read but not yet believed.
pub struct PresentedPost<'a> {
    fields: &'a [(String, String)],
    policy: &'a str,
    credential: Credential<'a>,
    signature: &'a str,
    signed_at: Timestamp,
    token: SessionToken<'a>,
}

impl<'a> PresentedPost<'a> {
    /// Reads the fields of a form, in their order, without the file and what follows it.
    /// `None` means there is no policy: the form is anonymous. `token_header` is the request's
    /// `x-amz-security-token` *header*, if it has one.
    ///
    /// # Errors
    /// `AccessDenied` for a token header, `InvalidArgument` for a field that is missing or cannot
    /// be read.
    pub fn parse(
        fields: &'a [(String, String)],
        token_header: Option<&http::HeaderValue>,
    ) -> Result<Option<Self>, SignatureError> {
        // S3 was observed to look at nothing else if there is such a header.
        if token_header.is_some() {
            return Err(errors::no_access_key_presented());
        }
        let field = |name: &str| find(fields, name);
        let Some(policy) = field("policy") else {
            return Ok(None);
        };
        let required =
            |name: &'static str| field(name).ok_or_else(|| errors::post_field_missing(name));
        let algorithm = required("X-Amz-Algorithm")?;
        let credential = required("X-Amz-Credential")?;
        let date = required("X-Amz-Date")?;
        let signature = required("X-Amz-Signature")?;
        if algorithm != Algorithm::HmacSha256.name() {
            return Err(errors::post_field_unreadable(
                "x-amz-algorithm",
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"",
                algorithm,
            ));
        }
        let credential = Credential::parse(credential.into(), Algorithm::HmacSha256)
            .ok_or_else(|| CredentialFault::Unreadable.into_error(Mechanism::Post))?;
        let signed_at = Timestamp::parse_basic(date).ok_or_else(|| {
            errors::post_field_unreadable(
                "x-amz-date",
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
                date,
            )
        })?;
        let token = field("x-amz-security-token").unwrap_or("");
        Ok(Some(Self {
            fields,
            policy,
            credential,
            signature,
            signed_at,
            token: SessionToken::from_text(Cow::Borrowed(token)),
        }))
    }

    /// Judges the scope. There is no window around the date: S3 was observed to take one twenty
    /// minutes off either way, because the policy has an expiration of its own.
    ///
    /// # Errors
    /// `InvalidArgument` that names `x-amz-credential`.
    pub fn check(&self, expected: &Expected<'_>) -> Result<(), SignatureError> {
        let scope = self.scope();
        check_s3_scope_parts(scope, expected).map_err(|fault| fault.into_error(Mechanism::Post))?;
        if scope.date != self.signed_at.basic().date() {
            let fault = CredentialFault::DateDiffers {
                scope: scope.date,
                signed_at: self.signed_at,
            };
            return Err(fault.into_error(Mechanism::Post));
        }
        Ok(())
    }

    /// Verifies the signature with the key derived for the scope. Only then may the policy be read.
    ///
    /// # Errors
    /// `SignatureDoesNotMatch`, `InvalidPolicyDocument`.
    pub fn verify(&self, key: &SigningKey) -> Result<PostPolicy<'a>, SignatureError> {
        if !is_same(&Hex::of(&key.sign(self.policy.as_bytes())), self.signature) {
            return Err(errors::signature_does_not_match(&Mismatch {
                access_key_id: self.access_key_id(),
                string_to_sign: self.policy.as_bytes(),
                signature: self.signature,
                canonical_request: None,
            }));
        }
        PostPolicy::parse(self.policy, self.fields)
    }

    /// The access key id, exactly as sent.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        self.credential.access_key_id()
    }

    /// The session token, which only a field can bring.
    #[must_use]
    pub fn session_token(&self) -> &SessionToken<'a> {
        &self.token
    }

    /// The credential scope.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        self.credential.scope()
    }

    /// When the form says it was signed.
    #[must_use]
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }
}

/// The first value of a field.
fn find<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    values(fields, name).next()
}

/// All values of a field. Names are compared without regard to case.
fn values<'a>(fields: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    fields
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
