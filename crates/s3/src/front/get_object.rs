//! GetObject and HeadObject.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, HeaderName, LAST_MODIFIED,
};
use http::{Response, StatusCode};
use pipeline::Caller;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::condition::ReadOutcome;
use crate::error::{S3Error, S3ErrorCode};
use crate::http_date;
use crate::input::GetObject;
use crate::range::ByteSpan;
use crate::storage::{ObjectHead, OpenObject};

impl Exchange<'_> {
    pub(super) async fn get_object(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let (open, answer) = self.read(granted, caller, input).await?;
        let span = answer.span;
        let mut response = reply::object(open.into_body(span));
        answer.set(&mut response);
        Ok(response)
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
    pub(super) async fn head_object(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let (_, answer) = self.read(granted, caller, input).await?;
        let mut response = reply::empty(StatusCode::OK);
        answer.set(&mut response);
        Ok(response)
    }

    async fn read(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<(OpenObject, Answer), Refusal> {
        if caller.arn().is_none() && !input.overrides.0.is_empty() {
            let text = "Request specific response headers cannot be used for anonymous GET requests.";
            return Err(S3Error::invalid_request(text).into());
        }
        let bucket = granted.bucket()?;
        let key = input.target.key.as_str();
        let open = self.storage().open_object(&bucket.storage_id, key).await?;
        // Who may not list the bucket does not learn what is in it.
        let open = open.ok_or_else(|| granted.missing_key(key))?;
        let head = open.head().clone();
        match input.conditions.judge(&head.etag, head.last_modified) {
            ReadOutcome::Proceed => {}
            ReadOutcome::NotModified(_) => return Err(S3ErrorCode::NotModified.into()),
            ReadOutcome::Failed(condition) => return Err(S3Error::precondition_failed(condition).into()),
        }
        let (span, parts_count) = match (&input.range, input.part_number) {
            (Some((range, header)), _) => (Some(range.resolve(head.size, header)?), None),
            (None, Some(number)) => {
                let part = open.part(number)?;
                (Some(part.span), part.parts_count)
            }
            (None, None) => (None, None),
        };
        // A part that is the whole object is answered as the whole object.
        let span = span.filter(|span| input.range.is_some() || span.length != head.size);
        let overrides = input.overrides.0.clone();
        Ok((open, Answer { head, span, parts_count, overrides, shows_checksum: input.checksum_mode }))
    }
}

/// The headers of a download.
struct Answer {
    head: ObjectHead,
    /// `None`: the whole object.
    span: Option<ByteSpan>,
    parts_count: Option<u32>,
    overrides: Vec<(&'static str, String)>,
    shows_checksum: bool,
}

impl Answer {
    fn set(&self, response: &mut Response<ResponseBody>) {
        let head = &self.head;
        let length = self.span.map_or(head.size, |span| span.length);
        reply::set(response, CONTENT_LENGTH, &length.to_string());
        reply::set(response, ACCEPT_RANGES, "bytes");
        reply::set(response, ETAG, &format!("\"{}\"", head.etag));
        reply::set(response, LAST_MODIFIED, &http_date::header(head.last_modified));
        if let Some(span) = &self.span {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            reply::set(response, CONTENT_RANGE, &span.content_range(head.size));
        }
        if let Some(count) = self.parts_count {
            reply::set_named(response, "x-amz-mp-parts-count", &count.to_string());
        }
        if head.storage_class != "STANDARD" {
            reply::set_named(response, "x-amz-storage-class", &head.storage_class);
        }
        // A checksum covers the whole object, so it is not said of a part of one.
        if self.shows_checksum && self.span.is_none() {
            reply::set_named(response, head.checksum.algorithm.header(), &head.checksum.value);
            reply::set_named(response, "x-amz-checksum-type", head.checksum.kind.as_str());
        }
        self.set_metadata(response);
        for (name, value) in &self.overrides {
            reply::set_named(response, name, value);
        }
    }

    fn set_metadata(&self, response: &mut Response<ResponseBody>) {
        let metadata = &self.head.metadata;
        reply::set(response, CONTENT_TYPE, metadata.content_type.as_deref().unwrap_or(DEFAULT_TYPE));
        let stored: [(HeaderName, &Option<String>); 5] = [
            (CACHE_CONTROL, &metadata.cache_control),
            (CONTENT_DISPOSITION, &metadata.content_disposition),
            (CONTENT_ENCODING, &metadata.content_encoding),
            (CONTENT_LANGUAGE, &metadata.content_language),
            (EXPIRES, &metadata.expires),
        ];
        for (name, value) in stored {
            if let Some(value) = value {
                reply::set(response, name, value);
            }
        }
        for (name, value) in &metadata.user {
            reply::set_named(response, &format!("x-amz-meta-{name}"), value);
        }
    }
}

const DEFAULT_TYPE: &str = "binary/octet-stream";
