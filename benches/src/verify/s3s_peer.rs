//! s3s. Its verifier is private, so that its service is called with a route that answers at once; what the service
//! does beside verifying is measured too, by calling it with no signature and no keys, and can be subtracted.

use async_trait::async_trait;
use http::{Extensions, HeaderMap, Method, StatusCode, Uri};
use s3s::auth::{S3Auth, SecretKey};
use s3s::route::S3Route;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpRequest, S3, S3Request, S3Response, S3Result, s3_error};

use super::sample::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use crate::world::at_once;

/// The service with the one key it knows, or with none.
pub struct S3s(S3Service);

impl S3s {
    /// Verifies.
    #[must_use]
    pub fn new() -> Self {
        let mut builder = builder();
        builder.set_auth(OneKey);
        Self(builder.build())
    }

    /// Serves whoever asks.
    #[must_use]
    pub fn without_authentication() -> Self {
        Self(builder().build())
    }

    /// Whether the request came as far as the route.
    #[must_use]
    pub fn accepts(&self, request: HttpRequest) -> bool {
        at_once(self.0.call(request)).is_ok_and(|response| response.status() == StatusCode::OK)
    }
}

impl Default for S3s {
    fn default() -> Self {
        Self::new()
    }
}

fn builder() -> S3ServiceBuilder {
    let mut builder = S3ServiceBuilder::new(Nothing);
    builder.set_route(Everything);
    builder
}

struct Nothing;

impl S3 for Nothing {}

struct Everything;

#[async_trait]
impl S3Route for Everything {
    fn is_match(&self, _: &Method, _: &Uri, _: &HeaderMap, _: &mut Extensions) -> bool {
        true
    }

    async fn check_access(&self, _: &mut S3Request<Body>) -> S3Result<()> {
        Ok(())
    }

    async fn call(&self, _: S3Request<Body>) -> S3Result<S3Response<Body>> {
        Ok(S3Response::new(Body::empty()))
    }
}

struct OneKey;

#[async_trait]
impl S3Auth for OneKey {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if access_key == ACCESS_KEY_ID {
            Ok(SecretKey::from(SECRET_ACCESS_KEY))
        } else {
            Err(s3_error!(InvalidAccessKeyId))
        }
    }
}
