//! One request: authenticated by its head, parsed, allowed, done, and written into the audit.

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body::Body;
use jiff::Timestamp;
use pipeline::{
    Allowed, AuditEvent, Caller, Now, Outcome, Peer, RequestFacts, RequestHead, VerifiedResource,
};
use records::buckets::Bucket;
use records::{CommitFailure, ReadTx, WriteTx};
use sigv4::{ChunkedDecoder, PayloadHash};

use super::access::{Access, Granted};
use super::reply::{self, Ids, Refusal};
use super::{Front, ResponseBody};
use crate::body::{BodySource, PlainBody};
use crate::chunked_body::ChunkedBody;
use crate::error::{S3Error, S3ErrorCode};
use crate::input::{BodyKind, Input};
use crate::payload::{Expectations, receive_document};
use crate::route::{RawRequest, Routed, route};
use crate::storage::Storage;

/// A request under way.
pub(super) struct Exchange<'a> {
    pub(super) front: &'a Front,
    pub(super) parts: &'a Parts,
    pub(super) peer: Peer,
    pub(super) now: Now,
    ids: Ids,
}

/// What the audit tells of a request.
#[derive(Default)]
struct Noted {
    operation: &'static str,
    principal: Option<String>,
    access_key_id: Option<String>,
    reason: Option<String>,
    changed: bool,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(front: &'a Front, parts: &'a Parts, peer: Peer) -> Self {
        let ids = Ids::new(front.pipeline.entropy());
        Self {
            front,
            parts,
            peer,
            now: front.pipeline.now(),
            ids,
        }
    }

    /// The whole life of the request.
    pub(super) async fn answer<B>(self, body: B) -> Response<ResponseBody>
    where
        B: Body<Data = Bytes> + Send + Unpin,
    {
        let mut noted = Noted {
            operation: "Unknown",
            ..Noted::default()
        };
        let result = self.run(body, &mut noted).await;
        self.audit(&noted, result.as_ref().err());
        let is_head = self.parts.method == http::Method::HEAD;
        let mut response =
            result.unwrap_or_else(|refusal| reply::refused(&refusal, &self.ids, is_head));
        self.ids.mark(&mut response);
        response
    }

    async fn run<B>(&self, body: B, noted: &mut Noted) -> Result<Response<ResponseBody>, Refusal>
    where
        B: Body<Data = Bytes> + Send + Unpin,
    {
        let routed = self.route()?;
        noted.operation = routed.operation.name();
        let mut reads = ReadTx::new(self.front.pipeline.replica().state());
        let verified = self.authenticate(&mut reads)?;
        noted.principal = verified.caller.arn().map(str::to_owned);
        noted.access_key_id = verified.caller.access_key_id().map(str::to_owned);
        let VerifiedResource {
            caller,
            payload,
            chunks,
            mechanism,
            algorithm,
            signed_at,
        } = verified;
        let mut body = Payload::new(body, chunks);
        let document = self.document(&routed, payload, &mut body).await?;
        let input = Input::parse(&routed, &self.parts.headers, &document)?;

        let signature = Signature {
            mechanism,
            algorithm,
            signed_at,
        };
        let first = (caller, reads, signature);
        let outcome = self.attempts(&input, first, &mut body).await;
        if let Err(Refusal::S3(error)) = &outcome
            && error.code() == S3ErrorCode::AccessDenied
        {
            noted.reason = Some(error.text().to_owned());
        }
        noted.changed = !matches!(self.parts.method, http::Method::GET | http::Method::HEAD);
        outcome
    }

    /// Decides and does, again and again until nobody changes what the decision relied on.
    async fn attempts<S: BodySource>(
        &self,
        input: &Input,
        first: (Caller, ReadTx, Signature),
        body: &mut S,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let mut next = Some(first);
        for _ in 0..ATTEMPTS {
            let (caller, mut reads, signature) = match next.take() {
                Some(first) => first,
                None => self.authenticated_anew()?,
            };
            let granted = self.authorize(input, &caller, signature, &mut reads)?;
            input.refuse_acl()?;
            let Some((tx, response)) = self.change(input, &caller, &granted, reads).await? else {
                return self.perform(input, &caller, &granted, body).await;
            };
            match self.front.pipeline.commit(tx).await {
                Ok(()) => return Ok(response),
                Err(CommitFailure::Conflict) => self.undo(input, &granted).await?,
                Err(_) => {
                    self.undo(input, &granted).await?;
                    return Err(S3ErrorCode::ServiceUnavailable.into());
                }
            }
        }
        Err(S3ErrorCode::OperationAborted.into())
    }

    fn route(&self) -> Result<Routed, S3Error> {
        let head = self.head();
        let request = RawRequest {
            method: &self.parts.method,
            host: head.host().unwrap_or_default(),
            path: head.path,
            query: head.query,
            headers: &self.parts.headers,
        };
        route(&request, &self.front.domains)
    }

    fn authenticate(&self, reads: &mut ReadTx) -> Result<VerifiedResource, Refusal> {
        Ok(self
            .front
            .pipeline
            .authenticate_resource(&self.head(), SERVICE, self.now, reads)?)
    }

    fn authenticated_anew(&self) -> Result<(Caller, ReadTx, Signature), Refusal> {
        let mut reads = ReadTx::new(self.front.pipeline.replica().state());
        let VerifiedResource {
            caller,
            mechanism,
            algorithm,
            signed_at,
            ..
        } = self.authenticate(&mut reads)?;
        Ok((
            caller,
            reads,
            Signature {
                mechanism,
                algorithm,
                signed_at,
            },
        ))
    }

    /// The body where it is a small document that belongs to the input.
    async fn document<S: BodySource>(
        &self,
        routed: &Routed,
        payload: Option<PayloadHash>,
        body: &mut S,
    ) -> Result<Vec<u8>, Refusal> {
        match BodyKind::of(routed.operation) {
            BodyKind::Document(bytes_max) if routed.operation.is_built() => {
                let expected = Expectations::from_headers(&self.parts.headers)?;
                Ok(receive_document(&expected, bytes_max, body).await?)
            }
            BodyKind::Payload => Ok(Vec::new()),
            // A body that is not read may not differ from what was signed either: only an empty one is believed.
            BodyKind::Document(_) | BodyKind::None => {
                if let Some(payload @ PayloadHash::Sha256(_)) = payload
                    && routed.operation.is_built()
                {
                    payload.check(&sigv4::sha256(b""))?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// The head of the request.
    pub(super) fn head(&self) -> RequestHead<'a> {
        RequestHead::from_parts(self.parts)
    }

    /// What the connection and the clock say, for condition keys.
    pub(super) fn facts(&self) -> RequestFacts<'a> {
        RequestFacts::new(
            self.head(),
            self.peer,
            self.now,
            self.front.pipeline.region(),
        )
    }

    /// The objects.
    pub(super) fn storage(&self) -> &'a Storage {
        &self.front.storage
    }

    /// The moment of the request.
    pub(super) fn timestamp(&self) -> Timestamp {
        self.now.timestamp()
    }

    /// Operations that change records: what is to be committed, and the answer once it is.
    async fn change(
        &self,
        input: &Input,
        caller: &Caller,
        granted: &Granted,
        reads: ReadTx,
    ) -> Result<Option<(WriteTx, Response<ResponseBody>)>, Refusal> {
        let mut tx = WriteTx::new(reads);
        let proof = &granted.proof;
        let response = match input {
            Input::CreateBucket(input) => self.create_bucket(proof, caller, input, &mut tx)?,
            Input::DeleteBucket(_) => {
                self.delete_bucket(proof, granted.bucket()?, &mut tx)
                    .await?
            }
            Input::PutBucketPolicy(input) => {
                self.put_bucket_policy(proof, caller, granted.bucket()?, input, &mut tx)?
            }
            Input::DeleteBucketPolicy(_) => {
                self.delete_bucket_policy(proof, granted.bucket()?, &mut tx)
            }
            Input::PutPublicAccessBlock(input) => {
                self.put_public_access_block(proof, granted.bucket()?, input, &mut tx)
            }
            Input::DeletePublicAccessBlock(_) => {
                self.delete_public_access_block(proof, granted.bucket()?, &mut tx)
            }
            _ => return Ok(None),
        };
        Ok(Some((tx, response)))
    }

    /// Takes back what [`Exchange::change`] did outside of its transaction, when that did not commit.
    async fn undo(&self, input: &Input, granted: &Granted) -> Result<(), Refusal> {
        if let (Input::DeleteBucket(_), Some(bucket)) = (input, &granted.bucket) {
            self.storage().reopen_bucket(&bucket.storage_id).await?;
        }
        Ok(())
    }

    /// Operations that read records, or read and write objects.
    async fn perform<S: BodySource>(
        &self,
        input: &Input,
        caller: &Caller,
        granted: &Granted,
        body: &mut S,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let proof: &Allowed<Access> = &granted.proof;
        let bucket = || granted.bucket();
        match input {
            Input::ListBuckets(input) => self.list_buckets(proof, caller, input),
            Input::HeadBucket(_) => Ok(self.head_bucket(proof, bucket()?)),
            Input::GetBucketLocation(_) => Ok(self.get_bucket_location(proof, bucket()?)),
            Input::GetBucketPolicy(_) => self.get_bucket_policy(proof, bucket()?),
            Input::GetBucketPolicyStatus(_) => self.get_bucket_policy_status(proof, bucket()?),
            Input::GetPublicAccessBlock(_) => self.get_public_access_block(proof, bucket()?),
            Input::ListObjects(input) => self.list_objects(proof, bucket()?, input).await,
            Input::ListObjectsV2(input) => self.list_objects_v2(proof, bucket()?, input).await,
            Input::ListMultipartUploads(input) => {
                self.list_multipart_uploads(proof, bucket()?, input).await
            }
            Input::GetObject(input) => self.get_object(granted, caller, input).await,
            Input::HeadObject(input) => self.head_object(granted, caller, input).await,
            Input::PutObject(input) => self.put_object(proof, bucket()?, input, body).await,
            Input::CopyObject(input) => self.copy_object(granted, input).await,
            Input::DeleteObject(input) => self.delete_object(proof, bucket()?, input).await,
            Input::DeleteObjects(input) => self.delete_objects(granted, input).await,
            Input::CreateMultipartUpload(input) => {
                self.create_multipart_upload(proof, caller, bucket()?, input)
                    .await
            }
            Input::UploadPart(input) => self.upload_part(proof, bucket()?, input, body).await,
            Input::UploadPartCopy(input) => self.upload_part_copy(granted, input).await,
            Input::CompleteMultipartUpload(input) => {
                self.complete_multipart_upload(proof, bucket()?, input)
                    .await
            }
            Input::AbortMultipartUpload(input) => {
                self.abort_multipart_upload(proof, bucket()?, input).await
            }
            Input::ListParts(input) => self.list_parts(proof, bucket()?, input).await,
            Input::CreateBucket(_)
            | Input::DeleteBucket(_)
            | Input::PutBucketPolicy(_)
            | Input::DeleteBucketPolicy(_)
            | Input::PutPublicAccessBlock(_)
            | Input::DeletePublicAccessBlock(_) => Err(S3ErrorCode::InternalError.into()),
        }
    }

    fn audit(&self, noted: &Noted, refusal: Option<&Refusal>) {
        let outcome = match refusal {
            None if noted.changed => Outcome::Changed,
            None => Outcome::Answered,
            Some(refusal) => Outcome::Failed {
                status: refusal.status().as_u16(),
                code: refusal.code(),
                reason: noted.reason.as_deref(),
            },
        };
        let event = AuditEvent {
            request_id: &self.ids.request,
            service: SERVICE,
            operation: noted.operation,
            principal: noted.principal.as_deref(),
            access_key_id: noted.access_key_id.as_deref(),
            source_ip: self.peer.address,
            outcome,
        };
        event.record();
    }
}

/// How the request was signed, for condition keys.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    pub(super) mechanism: Option<sigv4::Mechanism>,
    pub(super) algorithm: Option<sigv4::Algorithm>,
    pub(super) signed_at: Option<i64>,
}

/// The body of a request, as it is or in verified chunks.
enum Payload<B> {
    Plain(PlainBody<B>),
    Chunked(Box<ChunkedBody<B>>),
}

impl<B> Payload<B> {
    fn new(body: B, chunks: Option<ChunkedDecoder>) -> Self {
        match chunks {
            None => Self::Plain(PlainBody::new(body)),
            Some(decoder) => Self::Chunked(Box::new(ChunkedBody::new(body, decoder))),
        }
    }
}

impl<B> BodySource for Payload<B>
where
    B: Body<Data = Bytes> + Send + Unpin,
{
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        match self {
            Self::Plain(body) => body.next_chunk().await,
            Self::Chunked(body) => body.next_chunk().await,
        }
    }

    fn trailer(&self, name: &str) -> Option<&str> {
        match self {
            Self::Plain(body) => body.trailer(name),
            Self::Chunked(body) => body.trailer(name),
        }
    }
}

/// The records of a bucket that an operation is about.
pub(super) type BucketRecord = std::sync::Arc<Bucket>;

/// The signing name.
pub(super) const SERVICE: &str = "s3";

/// How often a change is decided again when others change what it relies on.
const ATTEMPTS: usize = 16;
