//! ListMultipartUploads.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>

use http::Response;
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::ListMultipartUploads;
use crate::storage::UploadQuery;
use crate::xml::response::{self, ListEcho, UploadMarkers};

impl Exchange<'_> {
    pub(super) async fn list_multipart_uploads(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &ListMultipartUploads,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let query = UploadQuery {
            prefix: input.prefix.clone(),
            delimiter: input.delimiter.clone(),
            after: input.after(),
            max_uploads: input.max_uploads,
        };
        let page = self
            .storage()
            .list_uploads(&bucket.storage_id, query)
            .await?;
        let echo = ListEcho {
            bucket: &bucket.name,
            prefix: &input.prefix,
            delimiter: input.delimiter.as_deref(),
            max: input.max_uploads,
            url_encoded: input.url_encoded,
        };
        let markers = UploadMarkers {
            key: &input.key_marker,
            upload_id: &input.upload_id_marker,
        };
        let owner = bucket.account.as_str();
        Ok(reply::document(response::list_multipart_uploads(
            &echo, markers, owner, &page,
        )))
    }
}
