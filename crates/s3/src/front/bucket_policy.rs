//! GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy, GetBucketPolicyStatus.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>

use http::{Response, StatusCode};
use pipeline::{Allowed, Caller};
use policy::{Kind, Policy, is_public};
use records::buckets::Bucket;
use records::{Document, ReadTx, WriteTx};

use super::ResponseBody;
use super::access::{Access, access_denied};
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use super::{policy_fit, principals};
use crate::error::{S3Error, S3ErrorCode};
use crate::input::PutBucketPolicy;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) fn get_bucket_policy(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let document = bucket.policy.as_ref().ok_or_else(|| no_policy(bucket))?;
        let mut tx = ReadTx::new(self.front.pipeline.replica().state());
        Ok(reply::json(principals::shown(&mut tx, document.text())))
    }

    pub(super) fn get_bucket_policy_status(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let document = bucket.policy.as_ref().ok_or_else(|| no_policy(bucket))?;
        Ok(reply::document(response::policy_status(is_public(
            document.compiled(Kind::Bucket),
        ))))
    }

    pub(super) fn put_bucket_policy(
        &self,
        _: &Allowed<Access>,
        caller: &Caller,
        bucket: &BucketRecord,
        input: &PutBucketPolicy,
        tx: &mut WriteTx,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let malformed =
            |message: String| S3Error::new(S3ErrorCode::MalformedPolicy).message(message);
        let policy = Policy::parse(&input.policy, Kind::Bucket)
            .map_err(|error| malformed(error.message().to_owned()))?;
        policy_fit::check(&policy, &input.target.bucket)?;
        let bound = principals::bound(tx, &input.policy)?;
        let blocks = bucket
            .public_access_block
            .is_some_and(|block| block.block_public_policy);
        if blocks && is_public(&policy) {
            let reason = "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.";
            return Err(access_denied(
                caller,
                "s3:PutBucketPolicy",
                &input.target.bucket.arn(),
                reason,
            )
            .into());
        }
        tx.put(Bucket {
            policy: Some(Document::new(bound)),
            ..bucket.as_ref().clone()
        });
        Ok(reply::empty(StatusCode::NO_CONTENT))
    }

    pub(super) fn delete_bucket_policy(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        tx: &mut WriteTx,
    ) -> Response<ResponseBody> {
        tx.put(Bucket {
            policy: None,
            ..bucket.as_ref().clone()
        });
        reply::empty(StatusCode::NO_CONTENT)
    }
}

fn no_policy(bucket: &Bucket) -> S3Error {
    S3Error::new(S3ErrorCode::NoSuchBucketPolicy).with("BucketName", bucket.name.as_str())
}
