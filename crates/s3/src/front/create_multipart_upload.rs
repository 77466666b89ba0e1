//! CreateMultipartUpload.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>

use http::Response;
use pipeline::{Allowed, Caller};

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::put_object::STANDARD;
use super::reply::{self, Refusal};
use crate::input::CreateMultipartUpload;
use crate::storage::NewUpload;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) async fn create_multipart_upload(
        &self,
        _: &Allowed<Access>,
        caller: &Caller,
        bucket: &BucketRecord,
        input: &CreateMultipartUpload,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let new = NewUpload {
            bucket: bucket.storage_id.clone(),
            key: input.target.key.as_str().to_owned(),
            initiator: caller.arn().unwrap_or_default().to_owned(),
            storage_class: input
                .write
                .storage_class
                .clone()
                .unwrap_or_else(|| STANDARD.to_owned()),
            checksum: input.checksum,
            metadata: input.write.metadata.clone(),
        };
        let upload = self.storage().create_upload(new, self.timestamp()).await?;
        let mut response =
            reply::document(response::initiate_multipart_upload(&bucket.name, &upload));
        if let Some((algorithm, kind)) = input.checksum {
            reply::set_named(&mut response, "x-amz-checksum-algorithm", algorithm.name());
            reply::set_named(&mut response, "x-amz-checksum-type", kind.as_str());
        }
        Ok(response)
    }
}
