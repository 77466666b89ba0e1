//! The clock and the randomness: the only place where either is asked.

use std::time::{SystemTime, UNIX_EPOCH};

use pipeline::{Now, World};
use secrets::Entropy;

/// The real world.
pub(crate) fn world() -> World {
    World {
        clock: Box::new(now),
        entropy: Box::new(Os),
    }
}

/// The system's time.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where time is asked"
)]
pub(crate) fn now() -> Now {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Now(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The operating system's randomness.
pub(crate) struct Os;

impl Entropy for Os {
    #[expect(
        clippy::expect_used,
        reason = "without randomness every secret would be guessable: stop at once"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives randomness");
    }
}
