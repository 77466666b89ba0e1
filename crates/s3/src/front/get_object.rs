//! GetObject and HeadObject.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use http::header::{CONTENT_LENGTH, CONTENT_RANGE};
use http::{Response, StatusCode};
use pipeline::Caller;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::condition::ReadOutcome;
use crate::error::S3Error;
use crate::input::GetObject;
use crate::object_headers;
use crate::range::ByteSpan;
use crate::storage::{ObjectHead, OpenObject};

impl Exchange<'_> {
    pub(super) async fn get_object(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        Ok(match self.read(granted, caller, input).await? {
            Read::NotModified(response) => response,
            Read::Object(read) => {
                let (open, answer) = *read;
                let mut response = reply::object(open.into_body(answer.span));
                answer.set(&mut response, input);
                response
            }
        })
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
    pub(super) async fn head_object(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<Response<ResponseBody>, Refusal> {
        Ok(match self.read(granted, caller, input).await? {
            Read::NotModified(response) => response,
            Read::Object(read) => {
                let (_, answer) = *read;
                let mut response = reply::empty(StatusCode::OK);
                answer.set(&mut response, input);
                response
            }
        })
    }

    async fn read(
        &self,
        granted: &Granted,
        caller: &Caller,
        input: &GetObject,
    ) -> Result<Read, Refusal> {
        if caller.arn().is_none() {
            input.overrides.refuse_for_anonymous()?;
        }
        let key = input.target.key.as_str();
        let open = self
            .storage()
            .open_object(&granted.bucket()?.storage_id, key)
            .await?;
        let open = open.ok_or_else(|| granted.missing_key(key))?;
        let head = open.head().clone();
        match input.conditions.judge(&head.etag, head.last_modified) {
            ReadOutcome::Proceed => {}
            ReadOutcome::NotModified(_) => {
                let mut response = reply::empty(StatusCode::NOT_MODIFIED);
                response
                    .headers_mut()
                    .extend(object_headers::of_unmodified(&head));
                return Ok(Read::NotModified(response));
            }
            ReadOutcome::Failed(condition) => {
                return Err(S3Error::precondition_failed(condition).into());
            }
        }
        let (span, parts_count) = match (&input.range, input.part_number) {
            (Some((range, header)), _) => (Some(range.resolve(head.size, header)?), None),
            (None, Some(number)) => {
                let part = open.part(number)?;
                (Some(part.span), part.parts_count)
            }
            (None, None) => (None, None),
        };
        let answer = Answer {
            head,
            span,
            parts_count,
        };
        Ok(Read::Object(Box::new((open, answer))))
    }
}

/// What a read comes to.
enum Read {
    /// The client's copy is current.
    NotModified(Response<ResponseBody>),
    Object(Box<(OpenObject, Answer)>),
}

/// The head of a download.
struct Answer {
    head: ObjectHead,
    /// `None`: the whole object.
    span: Option<ByteSpan>,
    parts_count: Option<u32>,
}

impl Answer {
    fn set(&self, response: &mut Response<ResponseBody>, input: &GetObject) {
        // A checksum covers the whole object, so it is not said of a part of one.
        let shows_checksum = input.checksum_mode && self.span.is_none();
        response.headers_mut().extend(object_headers::of_read(
            &self.head,
            &input.overrides,
            shows_checksum,
        ));
        let length = self.span.map_or(self.head.size, |span| span.length);
        reply::set(response, CONTENT_LENGTH, &length.to_string());
        if let Some(span) = &self.span {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            reply::set(response, CONTENT_RANGE, &span.content_range(self.head.size));
        }
        if let Some(count) = self.parts_count {
            reply::set_named(response, "x-amz-mp-parts-count", &count.to_string());
        }
    }
}
