//! The SQLite engine passes the suite.

use store::{Sqlite, suite::Fresh};

fn fresh(retained: u64) -> Fresh {
    let directory = tempfile::tempdir().unwrap();
    Fresh::guarded(
        Sqlite::open_with_retention(directory.path(), retained).unwrap(),
        directory,
    )
}
store::suite!(fresh);
