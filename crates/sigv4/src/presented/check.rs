//! Judges what can be judged without a key: time, scope, and headers left unsigned.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>

use super::payload::HEADER as CONTENT_SHA256;
use super::{Algorithm, Mechanism, Presented};
use crate::canonical::Dialect;
use crate::error::s3::{self as s3_errors, CredentialFault};
use crate::error::{SignatureError, query as query_errors};
use crate::timestamp::Timestamp;

/// Where a request arrived.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The region the endpoint stands for; `us-east-1` for global services.
    pub region: &'a str,
    /// The signing name of the service, `iam`.
    pub service: &'a str,
}

impl Presented<'_> {
    /// Judges time, scope and unsigned headers at the instant `now`, in the order of the dialect.
    /// Nothing is proven yet: the signature must still be verified.
    ///
    /// # Errors
    /// The first fault in AWS's order; query services say all faults of the scope together.
    pub fn check(&self, now: Timestamp, expected: &Expected<'_>) -> Result<(), SignatureError> {
        match self.dialect {
            Dialect::Query => {
                self.check_general_window(now)?;
                self.check_general_scope(expected)
            }
            Dialect::S3 => {
                match self.expires {
                    None => self.check_s3_skew(now)?,
                    Some(seconds) => self.check_s3_lifetime(now, i64::from(seconds))?,
                }
                self.check_s3_scope(expected)?;
                self.check_s3_headers()
            }
        }
    }

    fn check_general_window(&self, now: Timestamp) -> Result<(), SignatureError> {
        let signed_at = self.signed_at();
        if signed_at < now.plus(-SKEW_SECONDS_MAX) {
            return Err(query_errors::signature_expired(
                signed_at,
                now,
                SKEW_SECONDS_MAX / 60,
            ));
        }
        if signed_at > now.plus(SKEW_SECONDS_MAX) {
            return Err(query_errors::signature_not_yet_current(
                signed_at,
                now,
                SKEW_SECONDS_MAX / 60,
            ));
        }
        Ok(())
    }

    fn check_general_scope(&self, expected: &Expected<'_>) -> Result<(), SignatureError> {
        let scope = self.scope();
        let mut faults = query_errors::ScopeFaults::default();
        match self.algorithm {
            Algorithm::HmacSha256 if scope.region != Some(expected.region) => faults.region(),
            Algorithm::EcdsaP256Sha256 => {
                if self.signed_region_set().is_none() {
                    return Err(query_errors::region_set_not_signed());
                }
                if !self.covers_region(expected.region) {
                    faults.region();
                }
            }
            Algorithm::HmacSha256 => {}
        }
        if scope.service != expected.service {
            faults.service(expected.service);
        }
        if scope.terminator != TERMINATOR {
            faults.terminator(scope.terminator);
        }
        if scope.date != self.date.basic.date() {
            faults.date(scope.date, self.signed_at());
        }
        faults.into_result()
    }

    fn check_s3_skew(&self, now: Timestamp) -> Result<(), SignatureError> {
        let signed_at = self.signed_at();
        if signed_at < now.plus(-SKEW_SECONDS_MAX) || signed_at > now.plus(SKEW_SECONDS_MAX) {
            return Err(s3_errors::request_time_too_skewed(
                &self.date.sent,
                now,
                SKEW_SECONDS_MAX,
            ));
        }
        Ok(())
    }

    fn check_s3_lifetime(&self, now: Timestamp, seconds: i64) -> Result<(), SignatureError> {
        let (signed_at, expires) = (self.signed_at(), self.signed_at().plus(seconds));
        if signed_at > now.plus(SKEW_SECONDS_MAX) {
            return Err(s3_errors::not_yet_valid(signed_at, expires, now));
        }
        if now > expires {
            return Err(s3_errors::request_has_expired(seconds, expires, now));
        }
        Ok(())
    }

    fn check_s3_scope(&self, expected: &Expected<'_>) -> Result<(), SignatureError> {
        let refuse = |fault: CredentialFault<'_>| Err(fault.into_error(self.mechanism));
        if self.algorithm == Algorithm::EcdsaP256Sha256 {
            let Some(given) = self.signed_region_set() else {
                return Err(s3_errors::region_set_missing(self.mechanism));
            };
            if !self.covers_region(expected.region) {
                return refuse(CredentialFault::Region {
                    given,
                    expected: expected.region,
                });
            }
        }
        check_s3_scope_parts(self.scope(), expected).or_else(refuse)?;
        let scope_date = self.scope().date;
        if scope_date != self.date.basic.date() {
            return refuse(CredentialFault::DateDiffers {
                scope: scope_date,
                signed_at: self.signed_at(),
            });
        }
        Ok(())
    }

    /// Every `x-amz-*` header must be signed, and the host. Only `x-amz-content-sha256` may stay
    /// unsigned (S3 was observed to accept it): its value is part of the canonical request anyway.
    fn check_s3_headers(&self) -> Result<(), SignatureError> {
        let mut unsigned: Vec<&str> = self
            .head
            .headers
            .keys()
            .map(http::HeaderName::as_str)
            .filter(|name| {
                name.starts_with("x-amz-") && *name != CONTENT_SHA256 && !self.is_signed(name)
            })
            .collect();
        if !self.is_signed("host") && !self.is_signed(":authority") {
            unsigned.push("host");
        }
        if unsigned.is_empty() {
            return Ok(());
        }
        unsigned.sort_unstable();
        Err(s3_errors::headers_not_signed(&unsigned))
    }

    /// The region set of an asymmetric signature, if the signature covers it. In the query string it always does.
    fn signed_region_set(&self) -> Option<&str> {
        let is_covered = self.mechanism == Mechanism::Query || self.is_signed("x-amz-region-set");
        self.region_set.as_deref().filter(|_| is_covered)
    }

    /// True if one of the patterns of the region set, such as `us-*`, names `region`.
    fn covers_region(&self, region: &str) -> bool {
        self.signed_region_set().is_some_and(|set| {
            set.split(',')
                .map(str::trim_ascii)
                .any(|pattern| match pattern.split_once('*') {
                    None => pattern == region,
                    Some((before, "")) => region.starts_with(before),
                    Some(_) => false,
                })
        })
    }
}

/// Compares region, service and terminator of an S3 scope, in this order, and looks at the form of its date.
pub(crate) fn check_s3_scope_parts<'f>(
    scope: crate::credential::Scope<'f>,
    expected: &Expected<'f>,
) -> Result<(), CredentialFault<'f>> {
    if let Some(given) = scope.region
        && given != expected.region
    {
        return Err(CredentialFault::Region {
            given,
            expected: expected.region,
        });
    }
    if scope.service != expected.service {
        return Err(CredentialFault::Service {
            given: scope.service,
            expected: expected.service,
        });
    }
    if scope.terminator != TERMINATOR {
        return Err(CredentialFault::Terminator(scope.terminator));
    }
    if scope.date.len() != 8 || !scope.date.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CredentialFault::DateFormat(scope.date));
    }
    Ok(())
}

const TERMINATOR: &str = "aws4_request";

/// Fifteen minutes either way for IAM, STS and S3.
const SKEW_SECONDS_MAX: i64 = 15 * 60;
