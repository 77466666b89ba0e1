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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http::HeaderMap;
    use http_body::Frame;
    use sigv4::{
        BodyHash, ChunkedEncoder, Dialect, Presented, RequestHead, SignedBody, Signer, SigningKey,
        Streaming, Target, Timestamp,
    };

    use super::*;

    struct Frames(VecDeque<Bytes>);

    impl Body for Frames {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.pop_front().map(|bytes| Ok(Frame::data(bytes))))
        }
    }

    /// A signed upload of `payload` in chunks of 8 KiB, its encoded bytes changed by `tamper`.
    fn upload(payload: &[u8], frame: usize, tamper: impl Fn(&mut Vec<u8>)) -> ChunkedBody<Frames> {
        let signer = Signer {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: "secret",
            session_token: None,
            region: "us-east-1",
            service: "s3",
            dialect: Dialect::S3,
        };
        let target = Target {
            method: "PUT",
            path: "/b/k",
            query: "",
            authority: Some("localhost"),
        };
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-decoded-content-length", payload.len().into());
        headers.insert("x-amz-trailer", "x-amz-checksum-crc32".parse().unwrap());
        let now = Timestamp::from_unix_seconds(1_440_938_160);
        let body = SignedBody::Streaming(Streaming::SignedTrailer);
        let signed = signer.sign(&target, &mut headers, body, now).unwrap();
        let mut encoder = ChunkedEncoder::signed(&signed, true);
        let mut encoded: Vec<u8> = payload
            .chunks(8192)
            .flat_map(|chunk| encoder.chunk(chunk))
            .collect();
        encoded.extend(encoder.finish(&[("x-amz-checksum-crc32", "AAAAAA==")]));
        tamper(&mut encoded);

        let head = RequestHead {
            method: "PUT",
            path: "/b/k",
            query: "",
            authority: Some("localhost"),
            headers: &headers,
        };
        let presented = Presented::parse(head, Dialect::S3).unwrap().unwrap();
        let key = SigningKey::derive("secret", "20150830", "us-east-1", "s3");
        let verified = presented.verify(&key, BodyHash::Later).unwrap();
        let decoder = verified.chunked_body().unwrap().unwrap();
        let frames = encoded.chunks(frame).map(Bytes::copy_from_slice).collect();
        ChunkedBody::new(Frames(frames), decoder)
    }

    async fn read(mut body: ChunkedBody<Frames>) -> Result<(Vec<u8>, Option<String>), S3Error> {
        let mut payload = Vec::new();
        while let Some(bytes) = body.next_chunk().await? {
            payload.extend_from_slice(&bytes);
        }
        Ok((
            payload,
            body.trailer("x-amz-checksum-crc32").map(str::to_owned),
        ))
    }

    #[tokio::test]
    async fn what_was_signed_comes_out_with_its_trailer() {
        let payload: Vec<u8> = (0..20_000_u32).map(|i| (i % 251) as u8).collect();
        for frame in [1, 13, 8192, 1 << 20] {
            let (read, trailer) = read(upload(&payload, frame, |_| ())).await.unwrap();
            assert_eq!(read, payload);
            assert_eq!(trailer.as_deref(), Some("AAAAAA=="));
        }
    }

    #[tokio::test]
    async fn what_was_changed_or_cut_ends_in_an_error() {
        let payload = vec![7; 20_000];
        let changed = read(upload(&payload, 4096, |bytes| bytes[9000] ^= 1))
            .await
            .unwrap_err();
        assert_eq!(changed.code(), S3ErrorCode::SignatureDoesNotMatch);
        let trailer = read(upload(&payload, 4096, |bytes| {
            let at = bytes
                .windows(8)
                .position(|window| window == b"AAAAAA==")
                .unwrap();
            bytes[at] = b'B';
        }));
        assert_eq!(
            trailer.await.unwrap_err().code(),
            S3ErrorCode::SignatureDoesNotMatch
        );
        let cut = read(upload(&payload, 4096, |bytes| {
            bytes.truncate(bytes.len() - 200)
        }))
        .await;
        assert_eq!(cut.unwrap_err().code(), S3ErrorCode::IncompleteBody);
    }
}
