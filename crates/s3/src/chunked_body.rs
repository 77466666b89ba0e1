//! The payload of an `aws-chunked` request: the decoder proves each chunk while the bytes go by.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use bytes::Bytes;
use http::StatusCode;
use http_body::Body;
use sigv4::{ChunkedDecoder, Trailers};

use crate::body::{BodySource, next_data};
use crate::error::{S3Error, S3ErrorCode};

/// An HTTP body that is decoded, and whose chunk signatures are verified, as it is read.
pub struct ChunkedBody<B> {
    body: B,
    encoded: Bytes,
    decoder: Option<ChunkedDecoder>,
    trailers: Trailers,
}

impl<B> ChunkedBody<B> {
    /// Wraps an HTTP body with the decoder that authentication gave out.
    pub fn new(body: B, decoder: ChunkedDecoder) -> Self {
        Self {
            body,
            encoded: Bytes::new(),
            decoder: Some(decoder),
            trailers: Trailers::default(),
        }
    }
}

impl<B> BodySource for ChunkedBody<B>
where
    B: Body<Data = Bytes> + Send + Unpin,
{
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        loop {
            let Some(decoder) = &mut self.decoder else {
                return Ok(None);
            };
            if let Some(payload) = decoder
                .decode(&mut self.encoded)
                .map_err(|error| refused(&error))?
            {
                return Ok(Some(payload));
            }
            match next_data(&mut self.body).await? {
                Some(encoded) => self.encoded = encoded,
                None => {
                    // INVARIANT: the end is believed only when the decoder has seen and proven it.
                    if let Some(decoder) = self.decoder.take() {
                        self.trailers = decoder.finish().map_err(|error| refused(&error))?;
                    }
                    return Ok(None);
                }
            }
        }
    }

    fn trailer(&self, name: &str) -> Option<&str> {
        self.trailers.get(name)
    }
}

/// The decoder's refusal as an S3 error. A code that is not known here keeps its text and denies.
fn refused(error: &sigv4::SignatureError) -> S3Error {
    let code = S3ErrorCode::from_name(error.code()).unwrap_or(match error.status() {
        StatusCode::BAD_REQUEST => S3ErrorCode::InvalidRequest,
        _ => S3ErrorCode::AccessDenied,
    });
    error.extra().fold(
        S3Error::new(code).message(error.message().to_owned()),
        |refusal, (name, value)| refusal.with(name, value),
    )
}
