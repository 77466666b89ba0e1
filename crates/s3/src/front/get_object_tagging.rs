//! GetObjectTagging.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>

use http::Response;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::input::ObjectTagging;
use crate::xml::response;

impl Exchange<'_> {
    /// No request that would give an object tags is taken, so none has any. The AWS CLI asks before each large copy.
    pub(super) async fn get_object_tagging(
        &self,
        granted: &Granted,
        input: &ObjectTagging,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let key = input.target.key.as_str();
        let bucket = &granted.bucket()?.storage_id;
        let head = self.storage().head_object(bucket, key).await?;
        head.ok_or_else(|| granted.missing_key(key))?;
        Ok(reply::document(response::no_tags()))
    }
}
