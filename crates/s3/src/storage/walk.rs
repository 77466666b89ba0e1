//! The walk over an ordered index that every listing is: prefix, delimiter, marker, page size.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html>

use rusqlite::{Connection, Row};

use super::error::StorageError;
use super::object::text_key;

/// What to walk over.
#[derive(Debug, Clone, Default)]
pub(super) struct Walk {
    pub(super) prefix: String,
    pub(super) delimiter: Option<String>,
    pub(super) max: usize,
    /// The last thing the client has already seen.
    pub(super) after: Option<After>,
}

/// Where a listing goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// After this key.
    Key(String),
    /// After this upload of this key (ListMultipartUploads).
    Upload(String, String),
    /// After every key that begins with this common prefix.
    Prefix(String),
}

impl After {
    /// Reads a marker as a client writes one: a key, or a common prefix that an earlier page ended with.
    #[must_use]
    pub fn marker(marker: &str, prefix: &str, delimiter: Option<&str>) -> Self {
        match delimiter.and_then(|delimiter| common_prefix(marker, prefix, delimiter)) {
            Some(common) if common == marker => Self::Prefix(marker.to_owned()),
            _ => Self::Key(marker.to_owned()),
        }
    }
}

/// One thing on a page.
pub(super) enum Item<T> {
    Entry(T),
    Prefix(String),
}

/// Walks rows ordered by key, of which column 0 is the key. `sql` takes the bucket, the least key, and,
/// where rows of one key are ordered by an id, the id that must be exceeded.
///
/// A common prefix costs one seek however many keys it stands for. Returns the page and whether more follows.
pub(super) fn walk<T>(
    connection: &Connection,
    sql: &str,
    bucket: &str,
    walk: &Walk,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
) -> Result<(Vec<Item<T>>, bool), StorageError> {
    let mut items = Vec::new();
    if walk.max == 0 {
        return Ok((items, false));
    }
    let mut statement = connection.prepare_cached(sql)?;
    let (mut least_key, mut exceeded_id) = start(walk);
    'seek: loop {
        statement.raw_bind_parameter(1, bucket)?;
        statement.raw_bind_parameter(2, &least_key)?;
        if statement.parameter_count() > 2 {
            statement.raw_bind_parameter(3, &exceeded_id)?;
        }
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let key = text_key(row.get(0)?)?;
            if !key.starts_with(&walk.prefix) {
                break;
            }
            if items.len() == walk.max {
                return Ok((items, true));
            }
            let delimiter = walk.delimiter.as_deref();
            let Some(common) = delimiter.and_then(|one| common_prefix(&key, &walk.prefix, one))
            else {
                items.push(Item::Entry(read(row)?));
                continue;
            };
            least_key = successor(common);
            exceeded_id.clear();
            items.push(Item::Prefix(common.to_owned()));
            continue 'seek;
        }
        return Ok((items, false));
    }
}

/// The common prefix that a key is rolled up into: up to and including the first delimiter after the prefix.
fn common_prefix<'a>(key: &'a str, prefix: &str, delimiter: &str) -> Option<&'a str> {
    let rest = key.strip_prefix(prefix)?;
    let at = rest.find(delimiter)?;
    key.get(..prefix.len() + at + delimiter.len())
}

/// The least key that may be listed, and the id to exceed if it is that very key.
fn start(walk: &Walk) -> (Vec<u8>, String) {
    let prefix = walk.prefix.as_bytes().to_vec();
    let (bound, id) = match &walk.after {
        None => return (prefix, String::new()),
        Some(After::Upload(key, id)) => (key.as_bytes().to_vec(), id.clone()),
        Some(After::Key(key)) => ([key.as_bytes(), &[0]].concat(), String::new()),
        Some(After::Prefix(common)) => (successor(common), String::new()),
    };
    if bound < prefix {
        (prefix, String::new())
    } else {
        (bound, id)
    }
}

/// The least byte string above every string that begins with `text`. UTF-8 has no byte 0xFF, so the last
/// byte can always be counted up; the result is a bound, not a key.
fn successor(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    if let Some(last) = bytes.last_mut() {
        *last = last.saturating_add(1);
    }
    bytes
}
