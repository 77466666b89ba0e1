//! Takes the chunks apart as they arrive.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use super::trailers::{TrailerReader, Trailers};
use super::verifier::ChunkVerifier;
use crate::digest::parse_digest;
use crate::error::{SignatureError, s3 as errors};
use crate::presented::{Presented, Streaming};
use crate::request::RequestHead;
use bytes::{Buf, Bytes};

/// Decodes one body. It does no I/O and holds back at most one line of the framing.
///
/// Feed it with [`decode`](Self::decode) and, when the body has ended, ask [`finish`](Self::finish).
/// Data comes out while its chunk is still being hashed, so it may be written somewhere temporary;
/// it is the object only once `finish` has said `Ok`. A signature that is wrong surfaces at the
/// latest at the end of its chunk, in place of the chunk's last piece.
pub struct ChunkedDecoder {
    state: State,
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    /// `None` if the chunks are unsigned.
    verifier: Option<ChunkVerifier>,
    trailers: TrailerReader,
    has_trailer: bool,
    /// What `x-amz-decoded-content-length` announced, in bytes.
    announced: u64,
    decoded: u64,
    chunk: Chunk,
}

/// The chunk being read.
#[derive(Default)]
struct Chunk {
    /// 1 for the first.
    number: u64,
    /// In bytes.
    size: u64,
    /// Bytes still to come.
    remaining: u64,
    signature: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Data,
    DataEnd,
    LastLine,
    Trailer,
    Done,
    /// An error was answered; nothing that follows is looked at.
    Failed,
}

impl ChunkedDecoder {
    /// A decoder for the body that `presented` announces.
    pub(crate) fn new(
        presented: &Presented<'_>,
        streaming: Streaming,
        verifier: Option<ChunkVerifier>,
    ) -> Result<Self, SignatureError> {
        Self::of_head(&presented.head, streaming, verifier)
    }

    /// A decoder for the body of a request that presents no signature, or `None` if that body travels as it is. Nobody's
    /// chunks can only be unsigned.
    ///
    /// # Errors
    /// `InvalidArgument` if `x-amz-content-sha256` is none of the values there are, `InvalidRequest` if it promises signed
    /// chunks, `MissingContentLength`.
    pub fn of_anonymous(head: &RequestHead<'_>) -> Result<Option<Self>, SignatureError> {
        let unsigned = Streaming::UnsignedTrailer;
        match head.header("x-amz-content-sha256") {
            None | Some("UNSIGNED-PAYLOAD") => Ok(None),
            Some(text) if parse_digest(text).is_some() => Ok(None),
            Some(text) if text == unsigned.name() => Self::of_head(head, unsigned, None).map(Some),
            Some(text) if text.starts_with("STREAMING-AWS4-") => {
                Err(errors::content_sha256_senseless())
            }
            Some(text) => Err(errors::content_sha256_unknown(text)),
        }
    }

    fn of_head(
        head: &RequestHead<'_>,
        streaming: Streaming,
        verifier: Option<ChunkVerifier>,
    ) -> Result<Self, SignatureError> {
        let announced = head
            .header("x-amz-decoded-content-length")
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .ok_or_else(errors::missing_content_length)?;
        let trailers = TrailerReader::new(
            head.header("x-amz-trailer").unwrap_or(""),
            verifier.is_some(),
        )?;
        Ok(Self {
            state: State::Header,
            line: Vec::new(),
            verifier,
            trailers,
            has_trailer: streaming.has_trailer(),
            announced,
            decoded: 0,
            chunk: Chunk::default(),
        })
    }

    /// The length of the object in bytes, as announced. More is never decoded.
    #[must_use]
    pub fn decoded_length(&self) -> u64 {
        self.announced
    }

    /// Decodes the next piece of data from the front of `input`. Call it until it answers `None`:
    /// then all of `input` is used up.
    ///
    /// # Errors
    /// `SignatureDoesNotMatch` with the chunk's string to sign, `InvalidChunkSizeError`,
    /// `MalformedTrailerError`, `IncompleteBody`. After an error the body stays refused.
    pub fn decode(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, SignatureError> {
        let result = self.advance(input);
        if result.is_err() {
            self.state = State::Failed;
        }
        result
    }

    /// Says whether the body was complete, and hands over its trailing headers.
    ///
    /// # Errors
    /// `IncompleteBody` if the body ended before its last line.
    pub fn finish(self) -> Result<Trailers, SignatureError> {
        match self.state {
            State::Done => Ok(self.trailers.into_trailers()),
            _ => Err(errors::incomplete_body()),
        }
    }

    fn advance(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, SignatureError> {
        loop {
            match self.state {
                State::Data => return self.take_data(input),
                State::Done if input.is_empty() => return Ok(None),
                State::Done | State::Failed => return Err(errors::incomplete_body()),
                State::Header | State::DataEnd | State::LastLine | State::Trailer => {
                    if !self.take_line(input)? {
                        return Ok(None);
                    }
                    let line = std::mem::take(&mut self.line);
                    self.read_line(&line)?;
                    // The buffer is used again for the next line.
                    self.line = line;
                    self.line.clear();
                }
            }
        }
    }

    fn take_data(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, SignatureError> {
        if input.is_empty() {
            return Ok(None);
        }
        let available = u64::try_from(input.len()).unwrap_or(u64::MAX);
        let length = available.min(self.chunk.remaining);
        let piece = input.split_to(usize::try_from(length).unwrap_or(input.len()));
        self.chunk.remaining -= length;
        self.decoded += length;
        if let Some(verifier) = &mut self.verifier {
            verifier.update(&piece);
        }
        if self.chunk.remaining == 0 {
            self.verify_chunk()?;
            self.state = State::DataEnd;
        }
        Ok(Some(piece))
    }

    /// Moves bytes up to the end of a line into the buffer; false if the end has not arrived.
    fn take_line(&mut self, input: &mut Bytes) -> Result<bool, SignatureError> {
        let end = input.iter().position(|byte| *byte == b'\n');
        let part = input.split_to(end.unwrap_or(input.len()));
        if self.line.len() + part.len() > LINE_BYTES_MAX {
            return Err(self.malformed());
        }
        self.line.extend_from_slice(&part);
        if end.is_some() {
            input.advance(1);
        }
        Ok(end.is_some())
    }

    fn read_line(&mut self, line: &[u8]) -> Result<(), SignatureError> {
        match (self.state, line) {
            (State::Trailer, _) => {
                if self.trailers.read_line(line, self.verifier.as_mut())? {
                    self.state = State::Done;
                }
                Ok(())
            }
            (State::DataEnd, b"\r") => {
                self.state = State::Header;
                Ok(())
            }
            (State::LastLine, b"\r") => {
                self.state = State::Done;
                Ok(())
            }
            (State::Header, _) => self.read_header(line),
            _ => Err(errors::incomplete_body()),
        }
    }

    /// Reads `10000;chunk-signature=…` and its carriage return.
    fn read_header(&mut self, line: &[u8]) -> Result<(), SignatureError> {
        let (size, signature) =
            parse_header(line, self.verifier.is_some()).ok_or_else(errors::incomplete_body)?;
        let number = self.chunk.number + 1;
        // S3 was observed to complain about a small chunk once another one follows it, naming the
        // number of the latter and the size of the former.
        let follows_small_chunk = number > 1 && self.chunk.size < CHUNK_BYTES_MIN;
        if self.verifier.is_some() && size > 0 && follows_small_chunk {
            return Err(errors::invalid_chunk_size(number, self.chunk.size));
        }
        if size > self.announced - self.decoded {
            return Err(errors::incomplete_body());
        }
        self.chunk = Chunk {
            number,
            size,
            remaining: size,
            signature,
        };
        if size > 0 {
            self.state = State::Data;
            return Ok(());
        }
        self.verify_chunk()?;
        if self.decoded != self.announced {
            return Err(errors::incomplete_body());
        }
        self.state = if self.has_trailer {
            State::Trailer
        } else {
            State::LastLine
        };
        Ok(())
    }

    fn verify_chunk(&mut self) -> Result<(), SignatureError> {
        match &mut self.verifier {
            Some(verifier) => verifier.verify_chunk(&self.chunk.signature),
            None => Ok(()),
        }
    }

    fn malformed(&self) -> SignatureError {
        if self.state == State::Trailer {
            errors::malformed_trailer()
        } else {
            errors::incomplete_body()
        }
    }
}

/// Splits the line before a chunk into the chunk's size and signature.
fn parse_header(line: &[u8], is_signed: bool) -> Option<(u64, String)> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\r')?;
    let (size, signature) = if is_signed {
        line.split_once(";chunk-signature=")?
    } else {
        (line, "")
    };
    let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = is_number.then(|| u64::from_str_radix(size, 16).ok())??;
    Some((size, signature.to_owned()))
}

/// Every chunk but the last holds at least this many bytes of data.
const CHUNK_BYTES_MIN: u64 = 8192;

/// Longer than any line of the framing: an asymmetric signature has 144 characters, a trailer a
/// name and a checksum of 88.
const LINE_BYTES_MAX: usize = 1024;
