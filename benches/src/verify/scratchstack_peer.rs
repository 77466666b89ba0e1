//! scratchstack-aws-signature, with a signing key that was derived before: it lets its caller keep one.

use std::future::{Ready, ready};
use std::str::FromStr;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;
use scratchstack_aws_signature::{
    GetSigningKeyRequest, GetSigningKeyResponse, KSecretKey, KSigningKey,
    NO_ADDITIONAL_SIGNED_HEADERS, SignatureOptions, service_for_signing_key_fn,
    sigv4_validate_request,
};
use sigv4::Dialect;

use super::sample::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Sample};
use crate::world::at_once;

/// The verifier with the one key it knows.
pub struct Scratchstack {
    key: KSigningKey,
    service: &'static str,
    now: DateTime<Utc>,
    options: SignatureOptions,
}

impl Scratchstack {
    /// Derives the key.
    #[must_use]
    pub fn new(sample: &Sample) -> Self {
        let now = DateTime::from_timestamp(sample.now, 0).expect("a time");
        let secret = KSecretKey::from_str(SECRET_ACCESS_KEY).expect("a secret");
        let options = if sample.dialect == Dialect::S3 {
            SignatureOptions::S3
        } else {
            SignatureOptions::default()
        };
        Self {
            key: secret.to_ksigning(now.date_naive(), REGION, sample.service),
            service: sample.service,
            now,
            options,
        }
    }

    /// Whether the signature is right.
    #[must_use]
    pub fn accepts(&self, request: Request<Bytes>) -> bool {
        let key = self.key;
        let answer = move |request: GetSigningKeyRequest| answer(&request, key);
        let mut keys = service_for_signing_key_fn(answer);
        let validated = sigv4_validate_request(
            request,
            REGION,
            self.service,
            &mut keys,
            self.now,
            &NO_ADDITIONAL_SIGNED_HEADERS,
            self.options,
        );
        at_once(validated).is_ok()
    }
}

type Answer = Result<GetSigningKeyResponse, Box<dyn std::error::Error + Send + Sync>>;

fn answer(request: &GetSigningKeyRequest, key: KSigningKey) -> Ready<Answer> {
    assert_eq!(request.access_key(), ACCESS_KEY_ID);
    ready(
        GetSigningKeyResponse::builder()
            .signing_key(key)
            .build()
            .map_err(Into::into),
    )
}
