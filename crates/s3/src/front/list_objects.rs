//! ListObjects and ListObjectsV2.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use http::Response;
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::{ListObjects, ListObjectsV2, encode_token};
use crate::storage::ListQuery;
use crate::xml::response::{self, ListEcho, ListV2Echo};

impl Exchange<'_> {
    pub(super) async fn list_objects(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &ListObjects,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let query = ListQuery {
            prefix: input.prefix.clone(),
            delimiter: input.delimiter.clone(),
            after: input.after(),
            max_keys: input.max_keys,
        };
        let page = self
            .storage()
            .list_objects(&bucket.storage_id, query)
            .await?;
        let echo = ListEcho {
            bucket: &bucket.name,
            prefix: &input.prefix,
            delimiter: input.delimiter.as_deref(),
            max: input.max_keys,
            url_encoded: input.url_encoded,
        };
        let owner = bucket.account.as_str();
        Ok(reply::document(response::list_objects(
            &echo,
            &input.marker,
            owner,
            &page,
        )))
    }

    pub(super) async fn list_objects_v2(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &ListObjectsV2,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let query = ListQuery {
            prefix: input.prefix.clone(),
            delimiter: input.delimiter.clone(),
            after: input.after.clone(),
            max_keys: input.max_keys,
        };
        let page = self
            .storage()
            .list_objects(&bucket.storage_id, query)
            .await?;
        let next = page.next.as_ref().map(encode_token);
        let echo = ListEcho {
            bucket: &bucket.name,
            prefix: &input.prefix,
            delimiter: input.delimiter.as_deref(),
            max: input.max_keys,
            url_encoded: input.url_encoded,
        };
        let v2 = ListV2Echo {
            start_after: input.start_after.as_deref(),
            continuation_token: input.continuation_token.as_deref(),
            next_continuation_token: next.as_deref(),
            owner_account_id: input.fetch_owner.then_some(bucket.account.as_str()),
        };
        Ok(reply::document(response::list_objects_v2(
            &echo, &v2, &page,
        )))
    }
}
