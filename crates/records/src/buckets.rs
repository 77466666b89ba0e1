//! S3 buckets: their names are global, their objects live elsewhere.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html>

use std::sync::Arc;

use names::AccountId;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Document, Key, Reads, Stored, Table, UnixTime};

/// One bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bucket {
    /// The owning account.
    pub account: AccountId,
    /// 3 to 63 characters, lower case.
    pub name: String,
    /// The region it was made in.
    pub region: String,
    /// When it was made.
    pub created_at: UnixTime,
    /// What its objects are filed under; a bucket made again under the same name has another.
    pub storage_id: String,
    /// The bucket policy; users and roles are bound to their unique ids.
    #[serde(default)]
    pub policy: Option<Document>,
    /// Absent only after it was deleted; all four are on for a new bucket.
    #[serde(default)]
    pub public_access_block: Option<PublicAccessBlock>,
}

/// The four switches of S3 Block Public Access.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAccessBlock {
    /// Requests that carry a public ACL are refused.
    pub block_public_acls: bool,
    /// Public ACLs have no effect.
    pub ignore_public_acls: bool,
    /// Public bucket policies are refused.
    pub block_public_policy: bool,
    /// A bucket with a public policy is open only to its owner's account and to services.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// What new buckets have had since April 2023.
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
}

stored!(Bucket, Bucket, |bucket| key(&bucket.name));

/// Where the bucket of this name stands or would stand.
#[must_use]
pub fn key(name: &str) -> Key {
    Key::global(Table::Bucket, name)
}

/// The bucket with exactly this name.
pub fn by_name(tx: &mut impl Reads, name: &str) -> Option<Arc<Bucket>> {
    let record = tx.read(&key(name))?;
    Bucket::from_record(&record).cloned()
}

/// Every bucket in order of names, those after `after`.
pub fn list<'a>(tx: &'a impl Reads, after: Option<&str>) -> impl Iterator<Item = &'a Arc<Bucket>> {
    let after = after.map(key);
    tx.state()
        .range(&key(""), after.as_ref())
        .filter_map(|(_, entry)| Bucket::from_record(&entry.record))
}
