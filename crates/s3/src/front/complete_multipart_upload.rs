//! CompleteMultipartUpload.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use http::Response;
use pipeline::Allowed;

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::input::CompleteMultipartUpload;
use crate::storage::CompleteUpload;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) async fn complete_multipart_upload(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &CompleteMultipartUpload,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let key = input.target.key.as_str();
        let complete = CompleteUpload {
            bucket: bucket.storage_id.clone(),
            key: key.to_owned(),
            upload_id: input.upload_id.clone(),
            parts: input.parts.clone(),
            checksum: input.checksum.clone(),
            checksum_type: input.checksum_type,
            object_size: input.object_size,
            condition: input.condition.clone(),
        };
        let head = self
            .storage()
            .complete_upload(complete, self.timestamp())
            .await?;
        let scheme = if self.peer.is_encrypted() {
            "https"
        } else {
            "http"
        };
        let host = self.head().host().unwrap_or_default();
        let key = response::key_in_url(key);
        let location = if self.is_virtual_host(host, &bucket.name) {
            format!("{scheme}://{host}/{key}")
        } else {
            format!("{scheme}://{host}/{}/{key}", bucket.name)
        };
        Ok(reply::document(response::complete_multipart_upload(
            &location,
            &bucket.name,
            &head,
        )))
    }

    /// Whether the host names the bucket.
    fn is_virtual_host(&self, host: &str, bucket: &str) -> bool {
        let rest = host
            .get(..bucket.len())
            .filter(|start| start.eq_ignore_ascii_case(bucket))
            .and_then(|start| host.get(start.len()..)?.strip_prefix('.'));
        let domain = rest.map(|rest| rest.split_once(':').map_or(rest, |(name, _)| name));
        let mut domains = self.front.domains.iter();
        domain.is_some_and(|domain| domains.any(|known| known.eq_ignore_ascii_case(domain)))
    }
}
