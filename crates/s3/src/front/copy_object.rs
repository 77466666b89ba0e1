//! CopyObject.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use http::Response;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::input::{self, CopySourceAddress};
use crate::storage::{CopyObject, CopySource};
use crate::xml::response;

impl Exchange<'_> {
    pub(super) async fn copy_object(
        &self,
        granted: &Granted,
        input: &input::CopyObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let copy = CopyObject {
            source: self.source(granted, &input.source).await?,
            bucket: granted.bucket()?.storage_id.clone(),
            key: input.target.key.as_str().to_owned(),
            storage_class: input.write.storage_class.clone(),
            metadata: input.new_metadata(),
            checksum: input.checksum,
            condition: input.condition.clone(),
        };
        let head = self.storage().copy_object(copy, self.timestamp()).await?;
        Ok(reply::document(response::copy_object(&head)))
    }

    /// The source of a copy, which must be there unless the caller may not know.
    pub(super) async fn source(
        &self,
        granted: &Granted,
        source: &CopySourceAddress,
    ) -> Result<CopySource, Refusal> {
        let bucket = granted.source_bucket()?;
        let key = source.key.as_str();
        if self
            .storage()
            .head_object(&bucket.storage_id, key)
            .await?
            .is_none()
        {
            return Err(granted.missing_key(key).into());
        }
        Ok(CopySource {
            bucket: bucket.storage_id.clone(),
            key: key.to_owned(),
            conditions: source.conditions.clone(),
        })
    }
}
