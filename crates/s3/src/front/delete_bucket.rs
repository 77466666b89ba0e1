//! DeleteBucket: the bucket must be empty, and nothing may slip in while it goes.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>

use http::{Response, StatusCode};
use pipeline::Allowed;
use records::{WriteTx, buckets};

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};

impl Exchange<'_> {
    /// Closes the objects first; whoever cannot commit the deletion opens them again ([`Exchange::undo`]).
    pub(super) async fn delete_bucket(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        tx: &mut WriteTx,
    ) -> Result<Response<ResponseBody>, Refusal> {
        self.storage().close_bucket(&bucket.storage_id).await?;
        tx.delete(&buckets::key(&bucket.name));
        Ok(reply::empty(StatusCode::NO_CONTENT))
    }
}
