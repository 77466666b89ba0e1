//! Pagination markers: sealed, and bound to the account, the operation and the filters they were given out for.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrets::Sealed;
use wire::CommonError;

use crate::Context;

/// Where a listing goes on, and how much of it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The last item of the page before.
    pub after: Option<String>,
    /// The most items to answer, 1 to 1,000.
    pub limit: usize,
}

/// A marker that was not given out for this question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid Marker.")]
pub struct BadMarker;

impl From<BadMarker> for CommonError {
    fn from(_: BadMarker) -> Self {
        Self::validation("Invalid Marker.")
    }
}

impl Page {
    /// The page that `marker` and `max_items` ask for; `question` is the operation with all its filters.
    ///
    /// # Errors
    /// [`BadMarker`] for whatever [`Page::next`] did not give out for the same question.
    pub fn of(
        cx: &Context<'_>,
        question: &str,
        marker: Option<&str>,
        max_items: Option<i32>,
    ) -> Result<Self, BadMarker> {
        let after = marker
            .map(|marker| open(cx, question, marker))
            .transpose()?;
        let limit = max_items.and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(DEFAULT).clamp(1, MAX);
        Ok(Self { after, limit })
    }

    /// Takes one page from `items`, which begin after [`Page::after`], and the marker of the next if there is one.
    pub fn take<T>(
        &self,
        cx: &Context<'_>,
        question: &str,
        items: impl Iterator<Item = T>,
        name: impl FnOnce(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let mut items = items.peekable();
        let page: Vec<T> = items.by_ref().take(self.limit).collect();
        let is_truncated = items.peek().is_some();
        let marker = page
            .last()
            .filter(|_| is_truncated)
            .map(|last| seal(cx, question, &name(last)));
        (page, marker)
    }
}

fn seal(cx: &Context<'_>, question: &str, last: &str) -> String {
    let sealed = cx.seal(&bound_to(cx, question), last.as_bytes());
    URL_SAFE_NO_PAD.encode(sealed.as_bytes())
}

fn open(cx: &Context<'_>, question: &str, marker: &str) -> Result<String, BadMarker> {
    let sealed = URL_SAFE_NO_PAD.decode(marker).map_err(|_| BadMarker)?;
    let last = cx
        .unseal(&bound_to(cx, question), &Sealed::from_bytes(sealed))
        .ok_or(BadMarker)?;
    String::from_utf8(last).map_err(|_| BadMarker)
}

fn bound_to(cx: &Context<'_>, question: &str) -> String {
    format!("marker/{}/{question}", cx.account())
}

/// AWS's page size where none is asked for.
const DEFAULT: usize = 100;

/// The largest page that may be asked for.
const MAX: usize = 1_000;
