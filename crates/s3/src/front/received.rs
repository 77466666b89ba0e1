//! The body of a request as an operation takes it: decoded, and proven chunk by chunk where it is signed so.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use bytes::Bytes;
use http_body::Body;
use sigv4::ChunkedDecoder;

use crate::body::{BodySource, PlainBody};
use crate::chunked_body::ChunkedBody;
use crate::error::S3Error;

/// The body of a request, as it is or in verified chunks.
pub(super) enum Received<B> {
    Plain(PlainBody<B>),
    Chunked(Box<ChunkedBody<B>>),
}

impl<B> Received<B> {
    pub(super) fn new(body: B, chunks: Option<ChunkedDecoder>) -> Self {
        match chunks {
            None => Self::Plain(PlainBody::new(body)),
            Some(decoder) => Self::Chunked(Box::new(ChunkedBody::new(body, decoder))),
        }
    }
}

impl<B> BodySource for Received<B>
where
    B: Body<Data = Bytes> + Send + Unpin,
{
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        match self {
            Self::Plain(body) => body.next_chunk().await,
            Self::Chunked(body) => body.next_chunk().await,
        }
    }

    fn trailer(&self, name: &str) -> Option<&str> {
        match self {
            Self::Plain(body) => body.trailer(name),
            Self::Chunked(body) => body.trailer(name),
        }
    }
}
