//! ListBuckets, HeadBucket and GetBucketLocation: what is known of buckets themselves.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Response, StatusCode};
use pipeline::{Allowed, Caller};
use records::{ReadTx, buckets};

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::error::{S3Error, S3ErrorCode};
use crate::input::ListBuckets;
use crate::xml::response::{self, BucketEntry, ListBucketsResult};

impl Exchange<'_> {
    pub(super) fn list_buckets(
        &self,
        _: &Allowed<Access>,
        caller: &Caller,
        input: &ListBuckets,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let account = caller.account().ok_or(S3ErrorCode::AccessDenied)?;
        let tx = ReadTx::new(self.front.pipeline.replica().state());
        let after = input
            .continuation_token
            .as_deref()
            .map(opened)
            .transpose()?;
        let prefix = input.prefix.as_deref().unwrap_or_default();
        let matching = buckets::list(&tx, after.as_deref()).filter(|bucket| {
            let in_region = input
                .bucket_region
                .as_ref()
                .is_none_or(|region| *region == bucket.region);
            bucket.account == account && bucket.name.starts_with(prefix) && in_region
        });
        let mut entries = matching.map(|bucket| BucketEntry {
            name: bucket.name.clone(),
            creation_date: pipeline::Now(bucket.created_at.0.saturating_mul(1_000)).timestamp(),
            region: bucket.region.clone(),
        });
        let limit = input.max_buckets.unwrap_or(usize::MAX);
        let page: Vec<BucketEntry> = entries.by_ref().take(limit).collect();
        let next = page
            .last()
            .filter(|_| entries.next().is_some())
            .map(|last| URL_SAFE_NO_PAD.encode(&last.name));
        Ok(reply::document(response::list_buckets(
            &ListBucketsResult {
                account_id: account.as_str(),
                buckets: &page,
                prefix: input.prefix.as_deref(),
                continuation_token: next.as_deref(),
                is_paged: input.max_buckets.is_some(),
            },
        )))
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
    pub(super) fn head_bucket(
        &self,
        _: &Allowed<Access>,
        _: &BucketRecord,
    ) -> Response<ResponseBody> {
        let mut response = reply::empty(StatusCode::OK);
        reply::set_named(&mut response, "x-amz-access-point-alias", "false");
        response
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
    pub(super) fn get_bucket_location(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
    ) -> Response<ResponseBody> {
        reply::document(response::location_constraint(&bucket.region))
    }
}

/// The name after which a page begins. It is no secret, and says only where to go on.
fn opened(token: &str) -> Result<String, S3Error> {
    let refused = || {
        S3Error::invalid_argument(
            "The continuation token provided is incorrect",
            "continuation-token",
            token,
        )
    };
    let name = URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
    String::from_utf8(name).map_err(|_| refused())
}
