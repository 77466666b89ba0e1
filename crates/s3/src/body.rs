//! Where the bytes of an upload come from: already decoded payload, chunk by chunk, then trailers.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;

use bytes::Bytes;
use http_body::Body;

use crate::error::{S3Error, S3ErrorCode};

/// An upload's payload. A source that checks chunk signatures ends in an error, never in `None`,
/// unless everything it gave out was proven.
pub trait BodySource: Send {
    /// The next bytes, or `None` after the last ones.
    fn next_chunk(&mut self) -> impl Future<Output = Result<Option<Bytes>, S3Error>> + Send;

    /// A trailing header by its lower-case name; asked for only after `None`.
    fn trailer(&self, name: &str) -> Option<&str>;
}

/// A payload that travels as it is: no `aws-chunked` coding, no trailers.
pub struct PlainBody<B>(B);

impl<B> PlainBody<B> {
    /// Wraps an HTTP body.
    pub fn new(body: B) -> Self {
        Self(body)
    }
}

impl<B> BodySource for PlainBody<B>
where
    B: Body<Data = Bytes> + Send + Unpin,
{
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        next_data(&mut self.0).await
    }

    fn trailer(&self, _: &str) -> Option<&str> {
        None
    }
}

/// The next data frame of an HTTP body. HTTP trailers are skipped: S3's stand inside `aws-chunked`.
///
/// # Errors
/// `IncompleteBody` when the transport fails.
pub async fn next_data<B>(body: &mut B) -> Result<Option<Bytes>, S3Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(Err(_)) => return Err(S3ErrorCode::IncompleteBody.into()),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data()
                    && !data.is_empty()
                {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// A payload in memory, with trailers; for small bodies and for tests.
#[derive(Debug, Default)]
pub struct MemoryBody {
    chunks: std::collections::VecDeque<Bytes>,
    trailers: BTreeMap<String, String>,
}

impl MemoryBody {
    /// A payload of one piece.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self::of_chunks([bytes.into()])
    }

    /// A payload of several pieces.
    pub fn of_chunks(chunks: impl IntoIterator<Item = Bytes>) -> Self {
        Self {
            chunks: chunks.into_iter().collect(),
            trailers: BTreeMap::new(),
        }
    }

    /// Adds a trailing header.
    #[must_use]
    pub fn with_trailer(mut self, name: &str, value: &str) -> Self {
        self.trailers.insert(name.to_owned(), value.to_owned());
        self
    }
}

impl BodySource for MemoryBody {
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        Ok(self.chunks.pop_front())
    }

    fn trailer(&self, name: &str) -> Option<&str> {
        self.trailers.get(name).map(String::as_str)
    }
}
