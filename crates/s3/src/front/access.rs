//! From what an operation needs to the proof that it is allowed.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html>

use std::sync::Arc;

use pipeline::{
    Allowed, Caller, Check, Demand, Denial, Keys, Printed, RequestFacts, ResourcePolicy,
};
use policy::{Kind, Policy, is_public};
use records::ReadTx;
use records::buckets::{self, Bucket};

use super::exchange::{BucketRecord, Exchange, Signature};
use super::reply::Refusal;
use crate::bucket_name::BucketName;
use crate::demand::{S3Check, S3Demand, demand};
use crate::error::{S3Error, S3ErrorCode};
use crate::input::Input;

/// What a proof of this crate is about.
#[derive(Debug)]
pub(super) enum Access {}

/// An operation that is allowed, with the buckets that it is about.
pub(super) struct Granted {
    pub(super) proof: Allowed<Access>,
    /// The bucket; none for ListBuckets and CreateBucket.
    pub(super) bucket: Option<BucketRecord>,
    /// The bucket that is copied from.
    source: Option<BucketRecord>,
    /// For DeleteObjects: the verdict on each entry.
    pub(super) keys: Vec<Result<(), S3Error>>,
    /// What a caller is told of a key that does not exist; none where it may know.
    hidden: Option<S3Error>,
}

impl Granted {
    /// The bucket of an operation that has one.
    pub(super) fn bucket(&self) -> Result<&BucketRecord, S3Error> {
        self.bucket
            .as_ref()
            .ok_or_else(|| S3ErrorCode::InternalError.into())
    }

    /// The bucket of a copy's source.
    pub(super) fn source_bucket(&self) -> Result<&BucketRecord, S3Error> {
        self.source
            .as_ref()
            .ok_or_else(|| S3ErrorCode::InternalError.into())
    }

    /// The answer for a key that is not there: who may not list the bucket does not learn it.
    pub(super) fn missing_key(&self, key: &str) -> S3Error {
        self.hidden
            .clone()
            .unwrap_or_else(|| S3Error::no_such_key(key))
    }
}

impl Exchange<'_> {
    /// Decides all that `input` needs at the snapshot of `reads`.
    pub(super) fn authorize(
        &self,
        input: &Input,
        caller: &Caller,
        signature: Signature,
        reads: &mut ReadTx,
    ) -> Result<Granted, Refusal> {
        let needed = demand(input);
        let bucket = match input {
            Input::CreateBucket(_) => None,
            _ => self.bucket_of(input.bucket(), reads)?,
        };
        let source = input.copy_source();
        let source = source.map(|source| (&source.bucket, source.expected_owner.as_deref()));
        let source = self.bucket_of(source, reads)?;
        let decision = Decision {
            exchange: self,
            caller,
            signature,
            facts: self.facts(),
        };
        let proof = decision.decide_request(&needed, reads)?;
        let hidden = match &needed.when_key_is_missing {
            Some(check) => decision.decide(std::slice::from_ref(check), reads).err(),
            None => None,
        };
        let keys = needed
            .of_entries
            .iter()
            .map(|checks| decision.decide(checks, reads).map(drop))
            .collect();
        self.require_owner_account(&needed, caller, bucket.as_ref())?;
        Ok(Granted {
            proof,
            bucket,
            source,
            keys,
            hidden,
        })
    }

    /// The record of a named bucket, whose owner must be the one the client expects.
    fn bucket_of(
        &self,
        named: Option<(&BucketName, Option<&str>)>,
        reads: &mut ReadTx,
    ) -> Result<Option<BucketRecord>, S3Error> {
        let Some((name, expected_owner)) = named else {
            return Ok(None);
        };
        let bucket = buckets::by_name(reads, name.as_str());
        let bucket = bucket.ok_or_else(|| S3Error::no_such_bucket(name.as_str()))?;
        if expected_owner.is_some_and(|expected| expected != bucket.account.as_str()) {
            return Err(S3ErrorCode::AccessDenied.into());
        }
        Ok(Some(bucket))
    }

    /// Bucket policies are for identities of the owner's account alone.
    fn require_owner_account(
        &self,
        needed: &S3Demand,
        caller: &Caller,
        bucket: Option<&BucketRecord>,
    ) -> Result<(), S3Error> {
        let is_own = bucket.is_none_or(|bucket| caller.account() == Some(bucket.account));
        if needed.is_for_owner_account && !is_own {
            return Err(S3ErrorCode::MethodNotAllowed.into());
        }
        Ok(())
    }
}

/// The surroundings of all checks of one request.
struct Decision<'e, 'a> {
    exchange: &'e Exchange<'a>,
    caller: &'e Caller,
    signature: Signature,
    facts: RequestFacts<'a>,
}

impl Decision<'_, '_> {
    /// The request as a whole. One whose entries are decided by themselves needs nothing more.
    fn decide_request(
        &self,
        needed: &S3Demand,
        reads: &mut ReadTx,
    ) -> Result<Allowed<Access>, S3Error> {
        let pipeline = &self.exchange.front.pipeline;
        if needed.of_entries.is_empty() || !needed.checks.is_empty() {
            let decided = self.decide(&needed.checks, reads);
            if decided.is_err() {
                let asked = self.demand(&needed.checks, reads);
                let request_id = self.exchange.request_id();
                pipeline.remember_denied(request_id, self.caller, &asked, &self.facts, reads);
            }
            return decided;
        }
        pipeline
            .authorize(self.caller, &Demand::free(), &self.facts, reads)
            .map_err(|denial| S3Error::from(S3ErrorCode::AccessDenied).unsaid(denial.clause()))
    }

    fn decide(&self, checks: &[S3Check], reads: &mut ReadTx) -> Result<Allowed<Access>, S3Error> {
        let asked = self.demand(checks, reads);
        let pipeline = &self.exchange.front.pipeline;
        pipeline
            .authorize(self.caller, &asked, &self.facts, reads)
            .map_err(|denial| {
                // AWS says why to callers of the owner's own account, and nothing to others. It says so in words alone: S3
                // is none of the services whose refusals carry an encoded authorization message.
                let denied = checks.iter().find(|check| {
                    check.action == denial.action() && check.resource == denial.resource()
                });
                let owner = denied.and_then(|check| self.owner(check, reads));
                let is_own = owner.is_some() && owner == self.caller.account();
                let error = S3Error::from(S3ErrorCode::AccessDenied);
                if is_own {
                    error.message(in_words_of_s3(&denial))
                } else {
                    error.unsaid(format!("{} {}", denial.message(), denial.clause()))
                }
            })
    }

    fn demand(&self, checks: &[S3Check], reads: &mut ReadTx) -> Demand {
        checks.iter().fold(Demand::default(), |asked, check| {
            asked.and(self.check(check, reads))
        })
    }

    fn check(&self, check: &S3Check, reads: &mut ReadTx) -> Check {
        let owner = self.owner(check, reads).map(|owner| owner.to_string());
        let printed = if check.bucket.is_none() {
            Printed::Nothing
        } else {
            Printed::Quoted
        };
        let asked = Check::on_text(check.action, check.resource.clone())
            .printed(printed)
            .keys(self.keys(check, owner.as_deref()))
            .resource_policy(self.policy(check, reads));
        match owner {
            Some(owner) => asked.owned_by(&owner),
            None => asked,
        }
    }

    /// The account that owns what is asked for: the bucket's, or the caller's own for a bucket to be made.
    fn owner(&self, check: &S3Check, reads: &mut ReadTx) -> Option<names::AccountId> {
        match &check.bucket {
            None => self.caller.account(),
            Some(_) if check.action == CREATE_BUCKET || self.is_creation(check, reads) => {
                self.caller.account()
            }
            Some(name) => buckets::by_name(reads, name.as_str()).map(|bucket| bucket.account),
        }
    }

    fn is_creation(&self, check: &S3Check, reads: &mut ReadTx) -> bool {
        let name = check.bucket.as_ref();
        name.is_some_and(|name| buckets::by_name(reads, name.as_str()).is_none())
    }

    /// The policy of the bucket. A public one counts for nobody outside the owner's account while access to public
    /// buckets is restricted.
    fn policy(&self, check: &S3Check, reads: &mut ReadTx) -> ResourcePolicy {
        let Some(bucket) = check
            .bucket
            .as_ref()
            .filter(|_| check.action != CREATE_BUCKET)
        else {
            return ResourcePolicy::None;
        };
        let Some(bucket) = buckets::by_name(reads, bucket.as_str()) else {
            return ResourcePolicy::None;
        };
        let Some(document) = &bucket.policy else {
            return ResourcePolicy::None;
        };
        let policy = document.compiled(Kind::Bucket);
        if self.is_cut_off(&bucket, policy) {
            ResourcePolicy::None
        } else {
            ResourcePolicy::Ordinary(Arc::clone(policy))
        }
    }

    fn is_cut_off(&self, bucket: &Bucket, policy: &Policy) -> bool {
        let is_restricted = bucket
            .public_access_block
            .is_some_and(|block| block.restrict_public_buckets);
        is_restricted && self.caller.account() != Some(bucket.account) && is_public(policy)
    }

    /// The condition keys that every action of S3 has, and those of this check.
    fn keys(&self, check: &S3Check, owner: Option<&str>) -> Keys {
        let mut keys = Keys::default();
        let Signature {
            mechanism,
            algorithm,
            signed_at,
        } = self.signature;
        if let (Some(mechanism), Some(algorithm)) = (mechanism, algorithm) {
            keys.one("s3:authtype", mechanism.auth_type());
            keys.one("s3:signatureversion", algorithm.name());
        }
        if let Some(signed_at) = signed_at {
            let age = self
                .exchange
                .now
                .0
                .saturating_sub(signed_at.saturating_mul(1_000));
            keys.one("s3:signatureage", age.max(0).to_string());
        }
        if let Some(digest) = self.exchange.head().header("x-amz-content-sha256") {
            keys.one("s3:x-amz-content-sha256", digest);
        }
        if let Some(version) = self.exchange.peer.tls_version {
            keys.one("s3:tlsversion", version);
        }
        if let Some(owner) = owner {
            keys.one("s3:resourceaccount", owner);
        }
        for (name, values) in &check.keys {
            match values.as_slice() {
                [one] => keys.one(*name, one.as_str()),
                many => keys.many(*name, many.to_vec()),
            }
        }
        keys
    }
}

/// S3 names the policy behind a denial in words of its own.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>
fn in_words_of_s3(denial: &Denial) -> String {
    let named = denial
        .clause()
        .split_once(": arn:")
        .and_then(|(reason, arn)| {
            let before = denial.message().strip_suffix(denial.clause())?;
            Some(format!("{before}{reason}, with policy ARN: arn:{arn}"))
        });
    named.unwrap_or_else(|| denial.message().to_owned())
}

/// A denial that no policy made, in the words that S3 has for it.
pub(super) fn access_denied(
    caller: &Caller,
    action: &str,
    resource: &str,
    reason: &str,
) -> S3Error {
    let arn = caller.arn().unwrap_or_default();
    let text = format!(
        "User: {arn} is not authorized to perform: {action} on resource: \"{resource}\" {reason}"
    );
    S3Error::from(S3ErrorCode::AccessDenied).message(text)
}

const CREATE_BUCKET: &str = "s3:CreateBucket";
