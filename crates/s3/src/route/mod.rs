//! Which S3 operation a request is: by method, address, sub-resource and, for copies, one header.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>

mod address;
mod operation;
mod query;

use http::{HeaderMap, Method};

use crate::bucket_name::BucketName;
use crate::error::{S3Error, S3ErrorCode};
use crate::object_key::ObjectKey;
use address::Address;
use operation::{Level, Rule};

pub(crate) use address::bucket_of_host;
pub use operation::S3Operation;
pub use query::Query;

/// A request as it came, before anything of it is believed.
#[derive(Debug, Clone, Copy)]
pub struct RawRequest<'a> {
    /// The method.
    pub method: &'a Method,
    /// The host of the request, with or without a port.
    pub host: &'a str,
    /// The path, still percent-encoded.
    pub path: &'a str,
    /// The query string without `?`, still percent-encoded.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
}

/// What a request is about.
#[derive(Debug, Clone)]
pub struct Routed {
    /// The operation.
    pub operation: S3Operation,
    /// The bucket, for all operations but those on the service.
    pub bucket: Option<BucketName>,
    /// The key, for operations on objects.
    pub key: Option<ObjectKey>,
    /// The decoded query parameters.
    pub query: Query,
}

impl Routed {
    /// The bucket of an operation that has one by its kind.
    ///
    /// # Errors
    /// `InvalidRequest` when there is none.
    pub fn bucket(&self) -> Result<&BucketName, S3Error> {
        self.bucket
            .as_ref()
            .ok_or_else(|| S3Error::invalid_request("The request names no bucket"))
    }

    /// The key of an operation that has one by its kind.
    ///
    /// # Errors
    /// `InvalidRequest` when there is none.
    pub fn key(&self) -> Result<&ObjectKey, S3Error> {
        self.key
            .as_ref()
            .ok_or_else(|| S3Error::invalid_request("The request names no key"))
    }
}

/// Names the operation of a request. `domains` are the host names under which `bucket.domain` is a bucket.
///
/// Every operation of S3 is named, built or not, so that the caller can authenticate and then answer
/// `NotImplemented` for what [`S3Operation::is_built`] denies.
///
/// # Errors
/// `InvalidURI`, `InvalidBucketName`, `KeyTooLongError`, `MethodNotAllowed`, `InvalidArgument` (two
/// sub-resources at once).
pub fn route(request: &RawRequest<'_>, domains: &[String]) -> Result<Routed, S3Error> {
    let query = Query::parse(request.query)?;
    if request.path == "/WriteGetObjectResponse"
        && request.headers.contains_key("x-amz-request-route")
    {
        let operation = S3Operation::WriteGetObjectResponse;
        return Ok(Routed {
            operation,
            bucket: None,
            key: None,
            query,
        });
    }
    let address = Address::parse(request.host, request.path, domains)?;
    let level = match (&address.bucket, &address.key) {
        (None, _) => Level::Service,
        (Some(_), None) => Level::Bucket,
        (Some(_), Some(_)) => Level::Object,
    };
    let bucket = address
        .bucket
        .as_deref()
        .map(BucketName::parse)
        .transpose()?;
    let key = address.key.map(ObjectKey::parse).transpose()?;
    let operation = operation_of(request, level, &query)?;
    Ok(Routed {
        operation,
        bucket,
        key,
        query,
    })
}

fn operation_of(
    request: &RawRequest<'_>,
    level: Level,
    query: &Query,
) -> Result<S3Operation, S3Error> {
    let sub_resource = sub_resource(level, query)?;
    let is_copy = request.headers.contains_key("x-amz-copy-source");
    let is_rename = request.headers.contains_key("x-amz-rename-source");
    let operation =
        Rule::find(level, request.method.as_str(), sub_resource).map(|rule| rule.operation);
    let operation = match operation {
        Some(S3Operation::PutObject) if is_copy => Some(S3Operation::CopyObject),
        Some(S3Operation::UploadPart) if is_copy => Some(S3Operation::UploadPartCopy),
        Some(S3Operation::RenameObject) if !is_rename => None,
        Some(S3Operation::ListObjects) if query.get("list-type").is_some() => list_version(query)?,
        Some(get) if get.lists_without_id().is_some() && query.get("id").is_none() => {
            get.lists_without_id()
        }
        other => other,
    };
    operation.ok_or_else(|| {
        S3Error::new(S3ErrorCode::MethodNotAllowed)
            .with("Method", request.method.as_str())
            .with(
                "ResourceType",
                sub_resource.map_or(level.resource_type(), str::to_ascii_uppercase),
            )
    })
}

fn list_version(query: &Query) -> Result<Option<S3Operation>, S3Error> {
    match query.get("list-type") {
        Some("2") => Ok(Some(S3Operation::ListObjectsV2)),
        Some("1") => Ok(Some(S3Operation::ListObjects)),
        other => Err(S3Error::invalid_argument(
            "Invalid List Type specified in Request",
            "list-type",
            other.unwrap_or_default(),
        )),
    }
}

/// The one sub-resource that the query names at this level.
fn sub_resource(level: Level, query: &Query) -> Result<Option<&str>, S3Error> {
    let mut named: Vec<&str> = query
        .names()
        .filter(|name| Rule::knows(level, name))
        .collect();
    named.sort_unstable();
    named.dedup();
    match named.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        [first, ..] => Err(S3Error::invalid_argument(
            format!("Conflicting query string parameters: {}", named.join(", ")),
            "ResourceType",
            *first,
        )),
    }
}

#[cfg(test)]
mod tests;
