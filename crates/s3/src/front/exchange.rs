//! One request: authenticated by its head, parsed, allowed, done, and written into the audit.

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body::Body;
use jiff::Timestamp;
use pipeline::{
    Allowed, AuditEvent, Caller, Now, Outcome, Peer, RequestFacts, RequestHead, VerifiedResource,
};
use records::buckets::{self, Bucket};
use records::{CommitFailure, ReadTx, WriteTx};
use sigv4::{ChunkedDecoder, PayloadHash};

use super::access::{Access, Granted};
use super::received::Received;
use super::reply::{self, Ids, Refusal};
use super::{Front, ResponseBody};
use crate::body::BodySource;
use crate::error::{S3Error, S3ErrorCode};
use crate::input::{BodyKind, CONFIGURATION_MAX, Input};
use crate::payload::{Expectations, receive_document};
use crate::route::{RawRequest, Routed, S3Operation, route};
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
    /// Where the bucket is, for answers that tell it whatever they say.
    bucket_region: Option<String>,
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
        if let Some(region) = &noted.bucket_region {
            reply::set(&mut response, reply::BUCKET_REGION, region);
        }
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
        let chunks = match payload {
            Some(_) => chunks,
            None => ChunkedDecoder::of_anonymous(&self.head())?,
        };
        let mut body = Received::new(body, chunks);
        let document = self.document(&routed, payload, &mut body).await?;
        let mut input = Input::parse(&routed, &self.parts.headers, &document)?;
        if let Some(PayloadHash::Sha256(digest)) = payload {
            input.hold_to(digest);
        }
        noted.bucket_region = told_region(&input, &mut reads);

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
            noted.reason = Some(error.reason().to_owned());
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
            let Some((tx, response)) = self.change(input, &caller, &granted, reads)? else {
                return self.perform(input, &caller, &granted, body).await;
            };
            let committed = match input {
                Input::DeleteBucket(_) => self.commit_deletion(granted.bucket()?, tx).await?,
                _ => self.front.pipeline.commit(tx).await,
            };
            match committed {
                Ok(()) => return Ok(response),
                Err(CommitFailure::Conflict) => {}
                Err(_) => return Err(S3ErrorCode::ServiceUnavailable.into()),
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

    /// The body, unless it is an object's: a document that belongs to the input, or bytes that mean nothing. Either is held
    /// to what was signed before anything is done.
    async fn document<S: BodySource>(
        &self,
        routed: &Routed,
        payload: Option<PayloadHash>,
        body: &mut S,
    ) -> Result<Vec<u8>, Refusal> {
        if !routed.operation.is_built() {
            return Ok(Vec::new());
        }
        let headers = &self.parts.headers;
        let (mut expected, bytes_max) = match BodyKind::of(routed.operation) {
            BodyKind::Payload => return Ok(Vec::new()),
            BodyKind::None => (Expectations::of_body_alone(headers)?, CONFIGURATION_MAX),
            BodyKind::Document(bytes_max)
                if routed.operation == S3Operation::CompleteMultipartUpload =>
            {
                (Expectations::of_body_alone(headers)?, bytes_max)
            }
            BodyKind::Document(bytes_max) => (Expectations::from_headers(headers)?, bytes_max),
        };
        if let Some(PayloadHash::Sha256(digest)) = payload {
            expected.payload_sha256 = Some(digest);
        }
        Ok(receive_document(&expected, bytes_max, body).await?)
    }

    /// The head of the request.
    pub(super) fn head(&self) -> RequestHead<'a> {
        RequestHead::from_parts(self.parts)
    }

    /// The id that the answer carries.
    pub(super) fn request_id(&self) -> &str {
        &self.ids.request
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
    fn change(
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
            Input::DeleteBucket(_) => self.delete_bucket(proof, granted.bucket()?, &mut tx),
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
            Input::GetObjectTagging(input) => self.get_object_tagging(granted, input).await,
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

/// The region that HeadBucket and the listings tell, also to who is denied: clients follow it.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
fn told_region(input: &Input, reads: &mut ReadTx) -> Option<String> {
    let (name, _) = input.bucket()?;
    let tells = matches!(
        input,
        Input::HeadBucket(_) | Input::ListObjects(_) | Input::ListObjectsV2(_)
    );
    let bucket = buckets::by_name(reads, name.as_str()).filter(|_| tells)?;
    Some(bucket.region.clone())
}

/// How the request was signed, for condition keys.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    pub(super) mechanism: Option<sigv4::Mechanism>,
    pub(super) algorithm: Option<sigv4::Algorithm>,
    pub(super) signed_at: Option<i64>,
}

/// The records of a bucket that an operation is about.
pub(super) type BucketRecord = std::sync::Arc<Bucket>;

/// The signing name.
pub(super) const SERVICE: &str = "s3";

/// How often a change is decided again when others change what it relies on.
const ATTEMPTS: usize = 16;
