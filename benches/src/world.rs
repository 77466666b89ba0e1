//! Time and randomness for what is measured.
#![expect(
    clippy::disallowed_methods,
    reason = "a measuring program: peers ask the clock themselves, so all must"
)]

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use secrets::Entropy;

/// Milliseconds since 1970.
#[must_use]
pub fn now_milliseconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is right");
    i64::try_from(since.as_millis()).expect("the clock is right")
}

/// Seconds since 1970.
#[must_use]
pub fn now_seconds() -> i64 {
    now_milliseconds() / 1_000
}

/// Randomness that anybody can guess: SplitMix64.
pub struct Seeded(AtomicU64);

impl Seeded {
    /// A stream of its own for each seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for bytes in buffer.chunks_mut(8) {
            let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bytes.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..bytes.len()]);
        }
    }
}

/// The result of a future that never waits.
pub fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("what is measured here waits for nothing"),
    }
}
