//! The body of a download: one stretch of an object, read in bounded pieces as the client takes them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

use super::blob::{BlobId, Blobs};
use super::lease::Lease;
use super::object::Piece;
use crate::body::BodySource;
use crate::error::{S3Error, S3ErrorCode};
use crate::range::ByteSpan;

/// Bytes of an object, with an exact length. It ends in an error, never early, when a file falls short.
pub struct ObjectBody {
    remaining: u64,
    state: State,
}

enum State {
    Idle(Box<Reader>),
    Reading(JoinHandle<io::Result<(Box<Reader>, Bytes)>>),
    Ended,
}

impl ObjectBody {
    pub(super) fn new(
        pieces: Vec<Piece>,
        first: File,
        blobs: Arc<Blobs>,
        lease: Lease,
        span: ByteSpan,
    ) -> Self {
        let mut open = Some(first);
        let mut offset = 0_u64;
        let mut rest = VecDeque::new();
        for piece in pieces {
            // The first file is open already; it serves only if the stretch begins in it.
            let file = open.take();
            let skip = span.start.saturating_sub(offset).min(piece.size);
            let end = span
                .start
                .saturating_add(span.length)
                .saturating_sub(offset)
                .min(piece.size);
            offset = offset.saturating_add(piece.size);
            if end > skip {
                rest.push_back(Stretch {
                    blob: piece.blob,
                    file,
                    start: skip,
                    length: end - skip,
                });
            }
        }
        let reader = Reader {
            stretches: rest,
            blobs,
            _lease: lease,
        };
        Self {
            remaining: span.length,
            state: State::Idle(Box::new(reader)),
        }
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(_) if self.remaining == 0 => return Poll::Ready(None),
                State::Idle(mut reader) => {
                    self.state = State::Reading(tokio::task::spawn_blocking(move || {
                        let bytes = reader.read()?;
                        Ok((reader, bytes))
                    }));
                }
                State::Reading(mut task) => {
                    let Poll::Ready(outcome) = Pin::new(&mut task).poll(context) else {
                        self.state = State::Reading(task);
                        return Poll::Pending;
                    };
                    let (reader, bytes) = match outcome {
                        Ok(Ok(read)) => read,
                        Ok(Err(error)) => return Poll::Ready(Some(Err(error))),
                        Err(error) => return Poll::Ready(Some(Err(io::Error::other(error)))),
                    };
                    self.remaining = self.remaining.saturating_sub(bytes.len() as u64);
                    self.state = State::Idle(reader);
                    return Poll::Ready(Some(Ok(bytes)));
                }
            }
        }
    }
}

impl Body for ObjectBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let bytes = ready!(self.poll_bytes(context));
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

/// A copy reads its source like an upload reads its client.
impl BodySource for ObjectBody {
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, S3Error> {
        let bytes = std::future::poll_fn(|context| self.poll_bytes(context)).await;
        bytes.transpose().map_err(|error| {
            tracing::error!(%error, "the source of a copy could not be read");
            S3ErrorCode::InternalError.into()
        })
    }

    fn trailer(&self, _: &str) -> Option<&str> {
        None
    }
}

struct Reader {
    stretches: VecDeque<Stretch>,
    blobs: Arc<Blobs>,
    _lease: Lease,
}

/// What is still to be read of one blob.
struct Stretch {
    blob: BlobId,
    file: Option<File>,
    start: u64,
    length: u64,
}

impl Reader {
    /// The next bytes, at most [`CHUNK`].
    fn read(&mut self) -> io::Result<Bytes> {
        let Some(stretch) = self.stretches.front_mut() else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let file = match &mut stretch.file {
            Some(file) => file,
            none => none.insert(self.blobs.open_blob(&stretch.blob)?),
        };
        let wanted = stretch.length.min(CHUNK);
        file.seek(SeekFrom::Start(stretch.start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
        file.take(wanted).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        stretch.start += wanted;
        stretch.length -= wanted;
        if stretch.length == 0 {
            self.stretches.pop_front();
        }
        Ok(bytes.into())
    }
}

/// Bytes read, and held in memory, at a time.
const CHUNK: u64 = 256 * 1024;
