//! The SQLite engine passes the suite.
#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use store::{Sqlite, suite::Fresh};

fn fresh(retained: u64) -> Fresh {
    let directory = tempfile::tempdir().unwrap();
    Fresh::guarded(
        Sqlite::open_with_retention(directory.path(), retained).unwrap(),
        directory,
    )
}
store::suite!(fresh);
