//! GetPublicAccessBlock, PutPublicAccessBlock, DeletePublicAccessBlock of one bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use http::{Response, StatusCode};
use pipeline::Allowed;
use records::WriteTx;
use records::buckets::{self, Bucket};

use super::ResponseBody;
use super::access::Access;
use super::exchange::{BucketRecord, Exchange};
use super::reply::{self, Refusal};
use crate::error::{S3Error, S3ErrorCode};
use crate::input::PutPublicAccessBlock;
use crate::xml::request::PublicAccessBlock;
use crate::xml::response;

impl Exchange<'_> {
    pub(super) fn get_public_access_block(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let block = bucket.public_access_block.ok_or_else(|| {
            S3Error::new(S3ErrorCode::NoSuchPublicAccessBlockConfiguration)
                .with("BucketName", bucket.name.as_str())
        })?;
        Ok(reply::document(response::public_access_block(
            &PublicAccessBlock {
                block_public_acls: block.block_public_acls,
                ignore_public_acls: block.ignore_public_acls,
                block_public_policy: block.block_public_policy,
                restrict_public_buckets: block.restrict_public_buckets,
            },
        )))
    }

    pub(super) fn put_public_access_block(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        input: &PutPublicAccessBlock,
        tx: &mut WriteTx,
    ) -> Response<ResponseBody> {
        let asked = &input.configuration;
        let block = buckets::PublicAccessBlock {
            block_public_acls: asked.block_public_acls,
            ignore_public_acls: asked.ignore_public_acls,
            block_public_policy: asked.block_public_policy,
            restrict_public_buckets: asked.restrict_public_buckets,
        };
        tx.put(Bucket {
            public_access_block: Some(block),
            ..bucket.as_ref().clone()
        });
        reply::empty(StatusCode::OK)
    }

    pub(super) fn delete_public_access_block(
        &self,
        _: &Allowed<Access>,
        bucket: &BucketRecord,
        tx: &mut WriteTx,
    ) -> Response<ResponseBody> {
        tx.put(Bucket {
            public_access_block: None,
            ..bucket.as_ref().clone()
        });
        reply::empty(StatusCode::NO_CONTENT)
    }
}
