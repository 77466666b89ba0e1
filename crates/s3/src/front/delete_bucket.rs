//! DeleteBucket: the bucket must be empty, and nothing may slip in while it goes.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>

use std::sync::Arc;

use http::{Response, StatusCode};
use pipeline::Allowed;
use records::{CommitFailure, ReadTx, WriteTx, buckets};

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::error::S3ErrorCode;

impl Exchange<'_> {
    pub(super) fn delete_bucket(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        tx: &mut WriteTx,
    ) -> Response<ResponseBody> {
        tx.delete(&buckets::key(&bucket.name));
        reply::empty(StatusCode::NO_CONTENT)
    }

    /// Closes the bucket's objects, commits, and opens them again should the bucket stay.
    ///
    /// INVARIANT: once begun this runs to its end, also when the client hangs up, and it runs for one bucket at a time. So
    /// no bucket stays closed, and none is opened again while another request is about to delete it.
    pub(super) async fn commit_deletion(
        &self,
        bucket: &BucketRecord,
        tx: WriteTx,
    ) -> Result<Result<(), CommitFailure>, Refusal> {
        let (bucket, storage) = (Arc::clone(bucket), Arc::clone(&self.front.storage));
        let pipeline = Arc::clone(&self.front.pipeline);
        let deletions = Arc::clone(&self.front.deletions);
        let whole = tokio::spawn(async move {
            let _turn = deletions.lock_owned().await;
            let mut now = ReadTx::new(pipeline.replica().state());
            let stays = buckets::by_name(&mut now, &bucket.name)
                .is_some_and(|current| current.storage_id == bucket.storage_id);
            if !stays {
                return Ok(Err(CommitFailure::Conflict));
            }
            storage.close_bucket(&bucket.storage_id).await?;
            let committed = pipeline.commit(tx).await;
            if committed.is_err() {
                storage.reopen_bucket(&bucket.storage_id).await?;
            }
            Ok(committed)
        });
        whole.await.map_err(|_| S3ErrorCode::InternalError)?
    }
}
