//! The change feed over an engine's own log: the notification only wakes, the log alone is believed.

use std::collections::VecDeque;

use tokio::sync::watch;

use crate::{BoxFuture, Change, Changes, Revision, StoreError};

/// Where an engine keeps its retained changes.
pub(crate) trait Log: Send + Sync + 'static {
    /// The oldest retained changes later than `after`, at most [`PAGE_CHANGES`], and the latest revision, both of one
    /// moment.
    fn read(&self, after: Revision) -> BoxFuture<'_, Result<Page, StoreError>>;
}

/// One read of a log.
pub(crate) struct Page {
    pub(crate) changes: Vec<Change>,
    pub(crate) latest: Revision,
}

/// What an engine tells its feeds whenever something happened.
#[derive(Clone, Copy, Default)]
pub(crate) struct Head {
    pub(crate) latest: Revision,
    pub(crate) closed: bool,
}

/// The feed of one reader.
pub(crate) struct Feed<L> {
    log: L,
    head: watch::Receiver<Head>,
    /// The last change handed out.
    cursor: Revision,
    /// Read ahead of the cursor, without gaps.
    buffer: VecDeque<Change>,
}

impl<L: Log> Feed<L> {
    pub(crate) fn new(log: L, head: watch::Receiver<Head>, after: Revision) -> Self {
        Self {
            log,
            head,
            cursor: after,
            buffer: VecDeque::new(),
        }
    }

    async fn pull(&mut self) -> Result<Change, StoreError> {
        loop {
            if let Some(change) = self.buffer.pop_front() {
                self.cursor = change.revision;
                return Ok(change);
            }
            // Looked at before the log is read: a commit in between wakes `changed` below at once.
            let head = *self.head.borrow_and_update();
            let page = self.log.read(self.cursor).await?;
            self.buffer = self.verified(page)?;
            if self.buffer.is_empty() && (head.closed || self.head.changed().await.is_err()) {
                return Err(StoreError::Closed);
            }
        }
    }

    /// The changes of a page, if they follow the cursor without a gap.
    fn verified(&self, page: Page) -> Result<VecDeque<Change>, StoreError> {
        match page.changes.first() {
            None if page.latest < self.cursor => Err(StoreError::RevisionAhead {
                latest: page.latest,
            }),
            Some(first) if first.revision != self.cursor.next() => Err(StoreError::RevisionGone {
                oldest: first.revision,
            }),
            _ => {
                let mut previous = self.cursor;
                for change in &page.changes {
                    if change.revision != previous.next() {
                        return Err(StoreError::Corrupt(format!(
                            "the log has a gap after revision {previous}"
                        )));
                    }
                    previous = change.revision;
                }
                Ok(page.changes.into())
            }
        }
    }
}

impl<L: Log> Changes for Feed<L> {
    fn next(&mut self) -> BoxFuture<'_, Result<Change, StoreError>> {
        Box::pin(self.pull())
    }
}

/// Changes read from the log at once.
pub(crate) const PAGE_CHANGES: usize = 64;
