//! What each operation needs: actions, resources and condition keys, as plain data for the decision.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

use crate::bucket_name::BucketName;
use crate::input::{
    Acl, BucketTarget, CompleteMultipartUpload, CopyObject, CopySourceAddress, CreateBucket,
    DeleteObject, DeleteObjects, GetObject, Input, ListingKeys, ObjectTagging, ObjectTarget,
    ObjectWrite, PutObject,
};

/// One action on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Check {
    /// Such as `s3:GetObject`.
    pub action: &'static str,
    /// The ARN that is decided on.
    pub resource: String,
    /// The bucket whose policy, owner and public access block count; `None` for ListBuckets.
    pub bucket: Option<BucketName>,
    /// Condition keys of S3 beside those of every request: lower-case name, values.
    pub keys: Vec<(&'static str, Vec<String>)>,
}

/// All that an operation needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct S3Demand {
    /// All of these must be allowed, in this order; the first that is not is the one a denial names.
    pub checks: Vec<S3Check>,
    /// Decided only when the key that is read does not exist: allowed, the answer is `NoSuchKey` (404);
    /// denied, it is 403, and the denial names this check. So who may not list learns nothing.
    pub when_key_is_missing: Option<S3Check>,
    /// DeleteObjects: what each entry needs by itself, beside no `checks` at all: its request needs no permission. A
    /// denied entry becomes an `Error` of the answer.
    pub of_entries: Vec<Vec<S3Check>>,
    /// The operation is for identities of the bucket owner's account alone: others who are allowed get
    /// `MethodNotAllowed` (405), and the owner's root user is never shut out.
    pub is_for_owner_account: bool,
}

/// What an operation needs.
#[must_use]
pub fn demand(input: &Input) -> S3Demand {
    match input {
        Input::ListBuckets(_) => one(S3Check {
            action: "s3:ListAllMyBuckets",
            resource: "arn:aws:s3:::*".to_owned(),
            bucket: None,
            keys: Vec::new(),
        }),
        Input::CreateBucket(input) => create_bucket(input),
        Input::DeleteBucket(target) => on_bucket("s3:DeleteBucket", target),
        Input::HeadBucket(target) => on_bucket("s3:ListBucket", target),
        Input::GetBucketLocation(target) => on_bucket("s3:GetBucketLocation", target),
        Input::GetBucketPolicy(target) => of_owner(on_bucket("s3:GetBucketPolicy", target)),
        Input::PutBucketPolicy(input) => of_owner(on_bucket("s3:PutBucketPolicy", &input.target)),
        Input::DeleteBucketPolicy(target) => of_owner(on_bucket("s3:DeleteBucketPolicy", target)),
        Input::GetBucketPolicyStatus(target) => on_bucket("s3:GetBucketPolicyStatus", target),
        Input::GetPublicAccessBlock(target) => on_bucket("s3:GetBucketPublicAccessBlock", target),
        Input::PutPublicAccessBlock(input) => {
            on_bucket("s3:PutBucketPublicAccessBlock", &input.target)
        }
        Input::DeletePublicAccessBlock(target) => {
            on_bucket("s3:PutBucketPublicAccessBlock", target)
        }
        Input::ListObjects(input) => one(list(&input.target, &input.keys)),
        Input::ListObjectsV2(input) => one(list(&input.target, &input.keys)),
        Input::ListMultipartUploads(input) => {
            on_bucket("s3:ListBucketMultipartUploads", &input.target)
        }
        Input::DeleteObjects(input) => delete_objects(input),
        Input::GetObject(input) | Input::HeadObject(input) => get_object(input),
        Input::PutObject(input) => put_object(input),
        Input::CopyObject(input) => copy_object(input),
        Input::DeleteObject(input) => delete_object(input),
        Input::CreateMultipartUpload(input) => {
            write(&input.target, &input.write, "false", Vec::new())
        }
        Input::UploadPart(input) => one(part(&input.target)),
        Input::UploadPartCopy(input) => {
            let check = part(&input.target).key("s3:x-amz-copy-source", copy_source(&input.source));
            with_source(
                S3Demand {
                    checks: vec![check],
                    ..S3Demand::default()
                },
                &input.source,
            )
        }
        Input::CompleteMultipartUpload(input) => complete(input),
        Input::AbortMultipartUpload(input) => {
            one(on_object("s3:AbortMultipartUpload", &input.target))
        }
        Input::ListParts(input) => one(on_object("s3:ListMultipartUploadParts", &input.target)),
        Input::GetObjectTagging(input) => tagging(input),
    }
}

impl S3Check {
    fn of_bucket(action: &'static str, bucket: &BucketName) -> Self {
        Self {
            action,
            resource: bucket.arn(),
            bucket: Some(bucket.clone()),
            keys: Vec::new(),
        }
    }

    fn of_object(action: &'static str, bucket: &BucketName, key: &str) -> Self {
        Self {
            resource: bucket.object_arn(key),
            ..Self::of_bucket(action, bucket)
        }
    }

    fn key(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.keys.push((name, vec![value.into()]));
        self
    }

    fn key_maybe(self, name: &'static str, value: Option<&String>) -> Self {
        match value {
            Some(value) => self.key(name, value),
            None => self,
        }
    }

    fn acl_keys(self, acl: &Acl) -> Self {
        let canned = self.key_maybe("s3:x-amz-acl", acl.canned.as_ref());
        acl.grants.iter().fold(canned, |check, (header, value)| {
            let name = GRANT_KEYS.iter().find(|(known, _)| known == header);
            match name {
                Some((_, key)) => check.key(key, value),
                None => check,
            }
        })
    }
}

fn one(check: S3Check) -> S3Demand {
    S3Demand {
        checks: vec![check],
        ..S3Demand::default()
    }
}

fn of_owner(demand: S3Demand) -> S3Demand {
    S3Demand {
        is_for_owner_account: true,
        ..demand
    }
}

fn on_bucket(action: &'static str, target: &BucketTarget) -> S3Demand {
    one(S3Check::of_bucket(action, &target.bucket))
}

fn on_object(action: &'static str, target: &ObjectTarget) -> S3Check {
    S3Check::of_object(action, &target.bucket, target.key.as_str())
}

fn list(target: &BucketTarget, keys: &ListingKeys) -> S3Check {
    S3Check::of_bucket("s3:ListBucket", &target.bucket)
        .key_maybe("s3:prefix", keys.prefix.as_ref())
        .key_maybe("s3:delimiter", keys.delimiter.as_ref())
        .key_maybe("s3:max-keys", keys.max_keys.as_ref())
}

fn create_bucket(input: &CreateBucket) -> S3Demand {
    let with_keys = |action| {
        S3Check::of_bucket(action, &input.bucket)
            .key_maybe("s3:locationconstraint", input.location_constraint.as_ref())
            .acl_keys(&input.acl)
            .key_maybe("s3:x-amz-object-ownership", input.object_ownership.as_ref())
            .key_maybe("s3:x-amz-bucket-namespace", input.bucket_namespace.as_ref())
    };
    let mut checks = vec![with_keys("s3:CreateBucket")];
    if !input.acl.is_private() {
        checks.push(with_keys("s3:PutBucketAcl"));
    }
    if input.object_ownership.is_some() {
        checks.push(with_keys("s3:PutBucketOwnershipControls"));
    }
    S3Demand {
        checks,
        ..S3Demand::default()
    }
}

fn get_object(input: &GetObject) -> S3Demand {
    S3Demand {
        checks: vec![read(
            &input.target.bucket,
            input.target.key.as_str(),
            input.version_id.as_ref(),
        )],
        when_key_is_missing: Some(S3Check::of_bucket("s3:ListBucket", &input.target.bucket)),
        ..S3Demand::default()
    }
}

fn tagging(input: &ObjectTagging) -> S3Demand {
    let action = if input.version_id.is_some() {
        "s3:GetObjectVersionTagging"
    } else {
        "s3:GetObjectTagging"
    };
    let check = on_object(action, &input.target);
    S3Demand {
        checks: vec![check.key_maybe("s3:versionid", input.version_id.as_ref())],
        when_key_is_missing: Some(S3Check::of_bucket("s3:ListBucket", &input.target.bucket)),
        ..S3Demand::default()
    }
}

/// Reading with a version is another action, not an additional one.
fn read(bucket: &BucketName, key: &str, version_id: Option<&String>) -> S3Check {
    let action = if version_id.is_some() {
        "s3:GetObjectVersion"
    } else {
        "s3:GetObject"
    };
    S3Check::of_object(action, bucket, key).key_maybe("s3:versionid", version_id)
}

fn put_object(input: &PutObject) -> S3Demand {
    write(&input.target, &input.write, "true", Vec::new())
}

fn copy_object(input: &CopyObject) -> S3Demand {
    let mut keys = vec![("s3:x-amz-copy-source", vec![copy_source(&input.source)])];
    if let Some(directive) = &input.metadata_directive {
        keys.push(("s3:x-amz-metadata-directive", vec![directive.clone()]));
    }
    with_source(
        write(&input.target, &input.write, "true", keys),
        &input.source,
    )
}

/// PutObject on the destination, and PutObjectAcl where an ACL is sent.
fn write(
    target: &ObjectTarget,
    write: &ObjectWrite,
    creates: &str,
    more: Vec<(&'static str, Vec<String>)>,
) -> S3Demand {
    let with_keys = |action| {
        let mut check = on_object(action, target)
            .acl_keys(&write.acl)
            .key_maybe("s3:x-amz-storage-class", write.storage_class.as_ref());
        check.keys.extend(more.iter().cloned());
        check
    };
    let put = with_keys("s3:PutObject")
        .key_maybe("s3:if-match", write.if_match.as_ref())
        .key_maybe("s3:if-none-match", write.if_none_match.as_ref())
        .key("s3:objectcreationoperation", creates);
    let mut checks = vec![put];
    if !write.acl.is_absent() {
        checks.push(with_keys("s3:PutObjectAcl"));
    }
    S3Demand {
        checks,
        ..S3Demand::default()
    }
}

fn part(target: &ObjectTarget) -> S3Check {
    on_object("s3:PutObject", target).key("s3:objectcreationoperation", "false")
}

fn complete(input: &CompleteMultipartUpload) -> S3Demand {
    one(on_object("s3:PutObject", &input.target)
        .key_maybe("s3:if-match", input.if_match.as_ref())
        .key_maybe("s3:if-none-match", input.if_none_match.as_ref())
        .key("s3:objectcreationoperation", "true"))
}

/// A copy reads its source as GetObject would, a missing one included.
fn with_source(mut demand: S3Demand, source: &CopySourceAddress) -> S3Demand {
    demand.checks.push(read(
        &source.bucket,
        source.key.as_str(),
        source.version_id.as_ref(),
    ));
    demand.when_key_is_missing = Some(S3Check::of_bucket("s3:ListBucket", &source.bucket));
    demand
}

fn copy_source(source: &CopySourceAddress) -> String {
    format!("{}/{}", source.bucket, source.key)
}

fn delete_object(input: &DeleteObject) -> S3Demand {
    S3Demand {
        checks: delete(
            &input.target.bucket,
            input.target.key.as_str(),
            input.version_id.as_ref(),
            input.if_match.as_ref(),
            input.bypass_governance_retention,
        ),
        ..S3Demand::default()
    }
}

fn delete_objects(input: &DeleteObjects) -> S3Demand {
    let of_entries = input.entries.iter().map(|entry| {
        delete(
            &input.target.bucket,
            entry.key.as_str(),
            entry.version_id.as_ref(),
            entry.etag.as_ref(),
            input.bypass_governance_retention,
        )
    });
    S3Demand {
        of_entries: of_entries.collect(),
        ..S3Demand::default()
    }
}

fn delete(
    bucket: &BucketName,
    key: &str,
    version_id: Option<&String>,
    if_match: Option<&String>,
    bypass_governance_retention: bool,
) -> Vec<S3Check> {
    let action = if version_id.is_some() {
        "s3:DeleteObjectVersion"
    } else {
        "s3:DeleteObject"
    };
    let with_keys = |action| {
        S3Check::of_object(action, bucket, key)
            .key_maybe("s3:versionid", version_id)
            .key_maybe("s3:if-match", if_match)
    };
    let mut checks = vec![with_keys(action)];
    if bypass_governance_retention {
        checks.push(with_keys("s3:BypassGovernanceRetention"));
    }
    checks
}

const GRANT_KEYS: [(&str, &str); 5] = [
    ("x-amz-grant-full-control", "s3:x-amz-grant-full-control"),
    ("x-amz-grant-read", "s3:x-amz-grant-read"),
    ("x-amz-grant-read-acp", "s3:x-amz-grant-read-acp"),
    ("x-amz-grant-write", "s3:x-amz-grant-write"),
    ("x-amz-grant-write-acp", "s3:x-amz-grant-write-acp"),
];

#[cfg(test)]
mod tests;
