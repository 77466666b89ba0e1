//! Whether a connection is used: one on which no request comes, or comes too slowly, is closed. And how it ends when the
//! authority does.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::Full;
use http_body_util::combinators::BoxBody;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

/// What happens on one connection. One timer looks at it from time to time; a timer for each request took a thirtieth
/// of the whole request.
#[derive(Default)]
pub(crate) struct Activity {
    begun: AtomicU64,
    under_way: AtomicUsize,
    is_multiplexed: AtomicBool,
}

/// A request from its head to the last byte of its answer.
pub(crate) struct UnderWay(Arc<Activity>);

/// How a connection shall end.
#[derive(Debug)]
pub(crate) enum End {
    /// When the requests under way are answered.
    Politely,
    /// Now.
    AtOnce,
}

/// Says when the connection shall end, as long as it is kept.
pub(crate) struct Watch(JoinHandle<()>);

impl Watch {
    /// Watches beside the connection, in a task of its own: a connection that looked at its clocks itself would do so
    /// several times for each request.
    pub(crate) fn begin(
        activity: Arc<Activity>,
        mut stopping: watch::Receiver<bool>,
    ) -> (Self, oneshot::Receiver<End>) {
        let (sender, end) = oneshot::channel();
        let watching = tokio::spawn(async move {
            let how = tokio::select! {
                // Ends as well when there is nobody left who could say so.
                _ = stopping.wait_for(|stopping| *stopping) => End::Politely,
                () = activity.is_over() => End::AtOnce,
            };
            let _ = sender.send(how);
        });
        (Self(watching), end)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Activity {
    /// A request has come.
    pub(crate) fn begin(self: &Arc<Self>, version: http::Version) -> UnderWay {
        // Nothing is read in the light of these numbers, so that no order is needed.
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.under_way.fetch_add(1, Ordering::Relaxed);
        if version == http::Version::HTTP_2 {
            self.is_multiplexed.store(true, Ordering::Relaxed);
        }
        UnderWay(Arc::clone(self))
    }

    /// Ends when for [`PATIENCE`] no request has come and none is answered. An HTTP/2 connection may rest longer.
    async fn is_over(&self) {
        let mut ticks = tokio::time::interval(PATIENCE / TICKS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut idle, mut seen) = (0, u64::MAX);
        while idle <= self.ticks_of_rest() {
            ticks.tick().await;
            let begun = self.begun.load(Ordering::Relaxed);
            let is_idle = begun == seen && self.under_way.load(Ordering::Relaxed) == 0;
            idle = if is_idle { idle + 1 } else { 0 };
            seen = begun;
        }
    }

    fn ticks_of_rest(&self) -> u32 {
        if self.is_multiplexed.load(Ordering::Relaxed) {
            TICKS * MULTIPLEXED_RESTS
        } else {
            TICKS
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The body of an answer; until it is sent, the connection is used.
pub(crate) struct Body {
    content: Content,
    _under_way: UnderWay,
}

/// What an answer consists of.
pub(crate) enum Content {
    /// All of it at once, without a box around it.
    Whole(Full<Bytes>),
    /// A stream.
    Streamed(BoxBody<Bytes, std::io::Error>),
}

impl Content {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self::Whole(Full::new(bytes))
    }

    pub(crate) fn sent_on(self, under_way: UnderWay) -> Body {
        Body {
            content: self,
            _under_way: under_way,
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut self.content {
            Content::Whole(body) => Pin::new(body)
                .poll_frame(cx)
                .map_err(|never| match never {}),
            Content::Streamed(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Whole(body) => body.is_end_stream(),
            Content::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(body) => body.size_hint(),
            Content::Streamed(body) => body.size_hint(),
        }
    }
}

/// How long a client may take for the head of a request, and be silent between two.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often within that time the connection is looked at.
const TICKS: u32 = 5;
/// How many times as long an HTTP/2 connection may be silent: five minutes, for clients keep it for later.
const MULTIPLEXED_RESTS: u32 = 20;

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep, timeout};

    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    /// How long until the connection is given up; the clock of these tests jumps to whatever is next awaited.
    async fn patience(activity: &Activity) -> Option<Duration> {
        let began = Instant::now();
        timeout(LONG, activity.is_over()).await.ok()?;
        Some(began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_borne_for_a_while() {
        let ended = patience(&Activity::default()).await.unwrap();
        assert!((PATIENCE..PATIENCE * 2).contains(&ended), "{ended:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_may_take_as_long_as_it_takes() {
        let activity = Arc::new(Activity::default());
        let under_way = activity.begin(http::Version::HTTP_11);
        assert_eq!(patience(&activity).await, None);
        drop(under_way);
        assert!(patience(&activity).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_in_time_may_go_on() {
        let activity = Arc::new(Activity::default());
        let asking = async {
            for _ in 0..100 {
                drop(activity.begin(http::Version::HTTP_11));
                sleep(PATIENCE * 9 / 10).await;
            }
        };
        tokio::select! {
            () = activity.is_over() => unreachable!("the connection was used"),
            () = asking => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_http_2_connection_may_rest_for_minutes() {
        let activity = Arc::new(Activity::default());
        drop(activity.begin(http::Version::HTTP_2));
        let ended = patience(&activity).await.unwrap();
        let rest = PATIENCE * MULTIPLEXED_RESTS;
        assert!((rest..rest + PATIENCE).contains(&ended), "{ended:?}");
    }
}
