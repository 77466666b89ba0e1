//! UploadPartCopy.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>

use http::Response;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::input::UploadPartCopy;
use crate::storage::CopyPart;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) async fn upload_part_copy(
        &self,
        granted: &Granted,
        input: &UploadPartCopy,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let copy = CopyPart {
            source: self.source(granted, &input.source).await?,
            range: input.range,
            bucket: granted.bucket()?.storage_id.clone(),
            key: input.target.key.as_str().to_owned(),
            upload_id: input.upload_id.clone(),
            number: input.part_number,
        };
        let part = self.storage().copy_part(copy, self.timestamp()).await?;
        Ok(reply::document(response::copy_part(&part)))
    }
}
