//! CreateBucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>

use http::header::LOCATION;
use http::{Response, StatusCode};
use pipeline::{Allowed, Caller};
use records::buckets::{self, Bucket, PublicAccessBlock};
use records::quotas::BUCKETS;
use records::{Table, WriteTx};

use super::ResponseBody;
use super::access::Access;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::error::S3ErrorCode;
use crate::input::CreateBucket;
use crate::payload::hex;

impl Exchange<'_> {
    pub(super) fn create_bucket(
        &self,
        _: &Allowed<Access>,
        caller: &Caller,
        input: &CreateBucket,
        tx: &mut WriteTx,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let account = caller.account().ok_or(S3ErrorCode::AccessDenied)?;
        let region = input.region(self.front.pipeline.region())?;
        let name = input.bucket.as_str();
        match buckets::by_name(tx, name) {
            // In us-east-1 alone the owner may create a bucket again, which changes nothing.
            Some(bucket) if bucket.account == account && region == US_EAST_1 => {}
            Some(bucket) if bucket.account == account => {
                return Err(S3ErrorCode::BucketAlreadyOwnedByYou.into());
            }
            Some(_) => return Err(S3ErrorCode::BucketAlreadyExists.into()),
            None if BUCKETS.is_reached_in(tx, account, Table::Bucket) => {
                return Err(S3ErrorCode::TooManyBuckets.into());
            }
            None => tx.put(Bucket {
                account,
                name: name.to_owned(),
                region: region.to_owned(),
                created_at: self.now.seconds(),
                storage_id: self.new_storage_id(),
                policy: None,
                public_access_block: Some(PublicAccessBlock::ALL),
            }),
        }
        let mut response = reply::empty(StatusCode::OK);
        reply::set(&mut response, LOCATION, &format!("/{name}"));
        Ok(response)
    }

    fn new_storage_id(&self) -> String {
        let mut random = [0; 16];
        self.front.pipeline.entropy().fill(&mut random);
        hex(&random)
    }
}

const US_EAST_1: &str = "us-east-1";
