//! AbortMultipartUpload.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>

use http::{Response, StatusCode};
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::AbortMultipartUpload;

impl Exchange<'_> {
    pub(super) async fn abort_multipart_upload(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &AbortMultipartUpload,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let key = input.target.key.as_str();
        self.storage()
            .abort_upload(&bucket.storage_id, key, &input.upload_id)
            .await?;
        Ok(reply::empty(StatusCode::NO_CONTENT))
    }
}
