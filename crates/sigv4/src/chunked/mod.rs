//! Bodies in chunks: aws-chunked, with or without signatures, with or without trailers.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

mod decoder;
mod encoder;
mod trailers;
mod verifier;

pub use decoder::ChunkedDecoder;
pub use encoder::ChunkedEncoder;
pub use trailers::Trailers;
pub(crate) use verifier::{Chain, ChunkKey, ChunkVerifier};

/// The algorithm line of a chunk's string to sign is that of the request with one of these behind it.
const PAYLOAD_SUFFIX: &str = "-PAYLOAD";
const TRAILER_SUFFIX: &str = "-TRAILER";

/// The trailing header that signs the others.
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";
