//! UploadPart.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>

use http::{Response, StatusCode};
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::body::BodySource;
use crate::input;
use crate::object_headers;
use crate::storage::UploadPart;

impl Exchange<'_> {
    pub(super) async fn upload_part<S: BodySource>(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &input::UploadPart,
        body: &mut S,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let part = UploadPart {
            bucket: bucket.storage_id.clone(),
            key: input.target.key.as_str().to_owned(),
            upload_id: input.upload_id.clone(),
            number: input.part_number,
            expected: input.expected.clone(),
        };
        let part = self
            .storage()
            .upload_part(part, body, self.timestamp())
            .await?;
        let mut response = reply::empty(StatusCode::OK);
        response
            .headers_mut()
            .extend(object_headers::of_part(&part));
        Ok(response)
    }
}
