//! Reads a signature in the query string: a presigned URL.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use super::payload::Payload;
use super::said::Said;
use super::signed_headers::SignedHeaders;
use super::{Algorithm, Mechanism, Presented, SessionToken, SignedDate, TOKEN_HEADER};
use crate::canonical::Dialect;
use crate::credential::Credential;
use crate::error::{SignatureError, query as query_errors, s3 as s3_errors};
use crate::request::RequestHead;
use crate::timestamp::Timestamp;
use crate::uri;
use std::borrow::Cow;

/// The parameters that carry a signature. The first of each counts, as S3 was observed to do.
#[derive(Default)]
pub(super) struct AuthParameters<'a> {
    algorithm: Option<Cow<'a, str>>,
    credential: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    expires: Option<Cow<'a, str>>,
    region_set: Option<Cow<'a, str>>,
    signature: Option<Cow<'a, str>>,
    signed_headers: Option<Cow<'a, str>>,
    token: Option<Cow<'a, str>>,
    /// Signature Version 2 spelled its parameters without a prefix.
    version_2_signature: bool,
    version_2_key: bool,
    version_2_expires: bool,
}

impl<'a> AuthParameters<'a> {
    /// Collects the parameters; `None` if the query string tries no authentication.
    pub(super) fn find(query: &'a str, dialect: Dialect) -> Option<Self> {
        if query.is_empty() {
            return None;
        }
        let mut found = Self::default();
        for (name, value) in uri::query_pairs(query) {
            found.take(name, value);
        }
        let tries_version_4 =
            found.algorithm.is_some() || found.credential.is_some() || found.signature.is_some();
        let tries_version_2 =
            dialect == Dialect::S3 && (found.version_2_signature || found.version_2_key);
        (tries_version_4 || tries_version_2).then_some(found)
    }

    fn take(&mut self, name: &'a str, value: &'a str) {
        let place = match &*uri::decode_query_value(name) {
            "X-Amz-Algorithm" => &mut self.algorithm,
            "X-Amz-Credential" => &mut self.credential,
            "X-Amz-Date" => &mut self.date,
            "X-Amz-Expires" => &mut self.expires,
            "X-Amz-Region-Set" => &mut self.region_set,
            "X-Amz-Signature" => &mut self.signature,
            "X-Amz-SignedHeaders" => &mut self.signed_headers,
            "X-Amz-Security-Token" => &mut self.token,
            "Signature" => return self.version_2_signature = true,
            "AWSAccessKeyId" => return self.version_2_key = true,
            "Expires" => return self.version_2_expires = true,
            _ => return,
        };
        place.get_or_insert_with(|| uri::decode_query_value(value));
    }

    fn tries_version_4(&self) -> bool {
        self.algorithm.is_some() || self.credential.is_some() || self.signature.is_some()
    }
}

pub(super) fn parse<'a>(
    head: RequestHead<'a>,
    dialect: Dialect,
    said: &Said<'a>,
    parameters: &AuthParameters<'a>,
) -> Result<Presented<'a>, SignatureError> {
    match dialect {
        Dialect::Query => parse_query_dialect(head, said, parameters),
        Dialect::S3 => parse_s3(head, said, parameters),
    }
}

fn parse_query_dialect<'a>(
    head: RequestHead<'a>,
    said: &Said<'a>,
    parameters: &AuthParameters<'a>,
) -> Result<Presented<'a>, SignatureError> {
    let (Some(algorithm), Some(credential), Some(signature), Some(signed_headers), Some(date)) = (
        &parameters.algorithm,
        &parameters.credential,
        &parameters.signature,
        &parameters.signed_headers,
        &parameters.date,
    ) else {
        let missing: Vec<&str> = [
            ("X-Amz-Algorithm", &parameters.algorithm),
            ("X-Amz-Credential", &parameters.credential),
            ("X-Amz-Signature", &parameters.signature),
            ("X-Amz-SignedHeaders", &parameters.signed_headers),
            ("X-Amz-Date", &parameters.date),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_none().then_some(name))
        .collect();
        return Err(query_errors::missing_query_parameters(&missing));
    };
    let algorithm = Algorithm::parse(algorithm)
        .ok_or_else(|| query_errors::unsupported_algorithm(algorithm))?;
    let presented = Presented {
        head,
        dialect: Dialect::Query,
        mechanism: Mechanism::Query,
        algorithm,
        credential: general_credential(credential.clone(), algorithm)?,
        signed_headers: SignedHeaders::parse(signed_headers.clone()),
        signature: signature.clone(),
        date: read_date(date).ok_or_else(|| query_errors::malformed_date(date))?,
        token: match &parameters.token {
            Some(token) => SessionToken::from_text(token.clone()),
            None => said.token(),
        },
        payload: Payload::BODY,
        // General services sign X-Amz-Expires like any parameter and pay no heed to it.
        expires: None,
        region_set: parameters.region_set.clone(),
    };
    require_signed_host(&presented.signed_headers)?;
    Ok(presented)
}

fn parse_s3<'a>(
    head: RequestHead<'a>,
    said: &Said<'a>,
    parameters: &AuthParameters<'a>,
) -> Result<Presented<'a>, SignatureError> {
    if !parameters.tries_version_4() {
        let complete = parameters.version_2_signature
            && parameters.version_2_key
            && parameters.version_2_expires;
        return Err(if complete {
            s3_errors::signature_version_2()
        } else {
            s3_errors::signature_version_2_query_incomplete()
        });
    }
    fn present<'p, 'a>(
        value: &'p Option<Cow<'a, str>>,
    ) -> Result<&'p Cow<'a, str>, SignatureError> {
        value
            .as_ref()
            .filter(|text| !text.is_empty())
            .ok_or_else(s3_errors::query_parameters_missing)
    }
    let algorithm = present(&parameters.algorithm)?;
    let credential = present(&parameters.credential)?;
    let signature = present(&parameters.signature)?;
    let date = present(&parameters.date)?;
    let signed_headers = present(&parameters.signed_headers)?;
    let expires = present(&parameters.expires)?;

    let algorithm =
        Algorithm::parse(algorithm).ok_or_else(s3_errors::query_algorithm_unsupported)?;
    let credential = Credential::parse(credential.clone(), algorithm)
        .ok_or_else(|| s3_errors::CredentialFault::Unreadable.into_error(Mechanism::Query))?;
    let date = read_date(date).ok_or_else(s3_errors::query_date_malformed)?;
    let expires = read_expires(expires)?;
    let signed_headers = SignedHeaders::parse(signed_headers.clone());
    let payload = Payload::of_s3(&head, said, Mechanism::Query, algorithm, &signed_headers)?;
    // S3 was observed to prefer a signed token header to the parameter. An unsigned one is refused later.
    let token = match &parameters.token {
        Some(token)
            if !(signed_headers.contains(TOKEN_HEADER) && head.has_header(TOKEN_HEADER)) =>
        {
            SessionToken::from_text(token.clone())
        }
        _ => said.token(),
    };
    Ok(Presented {
        head,
        dialect: Dialect::S3,
        mechanism: Mechanism::Query,
        algorithm,
        credential,
        signed_headers,
        signature: signature.clone(),
        date,
        token,
        payload,
        expires: Some(expires),
        region_set: parameters.region_set.clone(),
    })
}

/// Seconds, at most a week of them.
fn read_expires(text: &str) -> Result<u32, SignatureError> {
    let seconds: i64 = text
        .parse()
        .map_err(|_| s3_errors::expires_not_a_number())?;
    if seconds > EXPIRES_SECONDS_MAX {
        return Err(s3_errors::expires_too_large());
    }
    u32::try_from(seconds).map_err(|_| s3_errors::expires_negative())
}

fn read_date<'a>(text: &Cow<'a, str>) -> Option<SignedDate<'a>> {
    let at = Timestamp::parse_basic(text)?;
    Some(SignedDate {
        at,
        basic: at.basic(),
        sent: text.clone(),
    })
}

/// Reads a credential for a query service.
pub(super) fn general_credential<'a>(
    text: Cow<'a, str>,
    algorithm: Algorithm,
) -> Result<Credential<'a>, SignatureError> {
    Credential::parse(text.clone(), algorithm).ok_or_else(|| match algorithm {
        Algorithm::HmacSha256 => query_errors::malformed_credential(&text),
        Algorithm::EcdsaP256Sha256 => query_errors::malformed_asymmetric_credential(&text),
    })
}

/// General services refuse a signature that leaves the host open.
pub(super) fn require_signed_host(
    signed_headers: &SignedHeaders<'_>,
) -> Result<(), SignatureError> {
    if signed_headers.contains("host") || signed_headers.contains(":authority") {
        Ok(())
    } else {
        Err(query_errors::host_not_signed())
    }
}

/// Seven days: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
const EXPIRES_SECONDS_MAX: i64 = 604_800;
