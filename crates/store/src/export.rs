//! Everything in the store at one revision, page by page: backups, and the first load of a replica.

use crate::{Entry, Revision, Snapshot, StoreError, key};

/// All entries of one snapshot in the order of their keys.
pub struct Export {
    snapshot: Box<dyn Snapshot>,
    /// Where the next page starts; `None` after the last page.
    start: Option<Vec<u8>>,
}

impl Export {
    /// All entries of `snapshot`.
    #[must_use]
    pub fn of(snapshot: Box<dyn Snapshot>) -> Self {
        Self {
            snapshot,
            start: Some(Vec::new()),
        }
    }

    /// The revision that the export shows; a feed resumed after it misses nothing.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    /// The next entries, never an empty page; `None` after the last.
    ///
    /// # Errors
    /// What the engine answers; the page may be asked for again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Entry>>, StoreError> {
        let Some(start) = &self.start else {
            return Ok(None);
        };
        let page = self.snapshot.scan(start, key::END, PAGE_ENTRIES).await?;
        let Some(last) = page.last() else {
            self.start = None;
            return Ok(None);
        };
        self.start = (page.len() == PAGE_ENTRIES).then(|| key::successor(&last.key));
        Ok(Some(page))
    }
}

/// Entries in a page: few enough that a page of the largest values stays in memory.
const PAGE_ENTRIES: usize = 64;
