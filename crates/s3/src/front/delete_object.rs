//! DeleteObject.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>

use http::{Response, StatusCode};
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::DeleteObject;

impl Exchange<'_> {
    pub(super) async fn delete_object(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &DeleteObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let key = input.target.key.as_str();
        self.storage()
            .delete_object(&bucket.storage_id, key, input.condition.clone())
            .await?;
        Ok(reply::empty(StatusCode::NO_CONTENT))
    }
}
