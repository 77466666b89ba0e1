//! ListParts.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>

use http::Response;
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::ListParts;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) async fn list_parts(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &ListParts,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let (key, marker, max) = (
            input.target.key.as_str(),
            input.part_number_marker,
            input.max_parts,
        );
        let page = self
            .storage()
            .list_parts(&bucket.storage_id, key, &input.upload_id, marker, max)
            .await?;
        let owner = bucket.account.as_str();
        Ok(reply::document(response::list_parts(
            &bucket.name,
            marker,
            max,
            owner,
            &page,
        )))
    }
}
