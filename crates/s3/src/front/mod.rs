//! From an HTTP request to an HTTP response: route, authenticate, parse, authorize, do, answer.
//!
//! One operation is one file; each takes the proof that it was allowed.

mod abort_multipart_upload;
mod access;
mod bucket_policy;
mod complete_multipart_upload;
mod copy_object;
mod create_bucket;
mod create_multipart_upload;
mod delete_bucket;
mod delete_object;
mod delete_objects;
mod exchange;
mod get_object;
mod get_object_tagging;
mod list_buckets;
mod list_multipart_uploads;
mod list_objects;
mod list_parts;
mod policy_fit;
mod principals;
mod public_access_block;
mod put_object;
mod received;
mod reply;
mod upload_part;
mod upload_part_copy;

use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::combinators::BoxBody;
use pipeline::{Peer, Pipeline};
use records::{ReadTx, buckets};
use tokio::sync::Mutex;

use crate::route::bucket_of_host;
use crate::storage::{Storage, StorageError};
use exchange::Exchange;

/// The bodies of answers: documents in memory, or objects as they are read.
pub type ResponseBody = BoxBody<Bytes, io::Error>;

/// S3 at the front door.
pub struct Front {
    pipeline: Arc<Pipeline>,
    storage: Arc<Storage>,
    domains: Vec<String>,
    /// Buckets are deleted one after the other; see [`Exchange::commit_deletion`].
    deletions: Arc<Mutex<()>>,
}

impl Front {
    /// Opens the objects in `directory`. `domain` is the host name under which `bucket.domain` is a bucket.
    ///
    /// # Errors
    /// When the directory is in use by another process, or cannot be read or written.
    pub async fn open(
        pipeline: Arc<Pipeline>,
        directory: &Path,
        domain: Option<String>,
    ) -> Result<Self, StorageError> {
        let entropy = {
            let pipeline = Arc::clone(&pipeline);
            Arc::new(move |bytes: &mut [u8]| pipeline.entropy().fill(bytes))
        };
        let directory = directory.to_owned();
        let opened = tokio::task::spawn_blocking(move || Storage::open(&directory, entropy)).await;
        let storage = opened.map_err(|_| StorageError::Closed)??;
        let front = Self {
            pipeline,
            storage: Arc::new(storage),
            domains: domain.into_iter().collect(),
            deletions: Arc::default(),
        };
        front.reopen_surviving_buckets().await?;
        Ok(front)
    }

    /// A process killed between closing a bucket's objects and deleting its record leaves a bucket that takes nothing.
    async fn reopen_surviving_buckets(&self) -> Result<(), StorageError> {
        let closed = self.storage.closed_buckets().await?;
        let tx = ReadTx::new(self.pipeline.replica().state());
        let surviving =
            buckets::list(&tx, None).filter(|bucket| closed.contains(&bucket.storage_id));
        for bucket in surviving {
            self.storage.reopen_bucket(&bucket.storage_id).await?;
        }
        Ok(())
    }

    /// Answers one request.
    pub async fn answer<B>(&self, request: Request<B>, peer: Peer) -> Response<ResponseBody>
    where
        B: Body<Data = Bytes> + Send + Unpin,
    {
        let (parts, body) = request.into_parts();
        Exchange::new(self, &parts, peer).answer(body).await
    }

    /// Whether a request to this host is one to a bucket, whatever its path.
    #[must_use]
    pub fn is_bucket_host(&self, host: &str) -> bool {
        bucket_of_host(host, &self.domains).is_some()
    }

    /// Whether the objects can be reached; for readiness checks.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.storage.check().await
    }
}
