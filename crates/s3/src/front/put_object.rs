//! PutObject.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use http::{Response, StatusCode};
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::body::BodySource;
use crate::input;
use crate::object_headers;
use crate::storage::PutObject;

impl Exchange<'_> {
    pub(super) async fn put_object<S: BodySource>(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &input::PutObject,
        body: &mut S,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let put = PutObject {
            bucket: bucket.storage_id.clone(),
            key: input.target.key.as_str().to_owned(),
            storage_class: input
                .write
                .storage_class
                .clone()
                .unwrap_or_else(|| STANDARD.to_owned()),
            metadata: input.write.metadata.clone(),
            condition: input.condition.clone(),
            expected: input.expected.clone(),
        };
        let head = self
            .storage()
            .put_object(put, body, self.timestamp())
            .await?;
        let mut response = reply::empty(StatusCode::OK);
        response.headers_mut().extend(object_headers::of_put(&head));
        Ok(response)
    }
}

/// Where objects go that name no storage class.
pub(super) const STANDARD: &str = "STANDARD";
