//! Keys and values, and the arithmetic of key ranges.

use bytes::Bytes;

use crate::txn::KEY_BYTES_MAX;

/// An ordered key: 1 to [`KEY_BYTES_MAX`] bytes, compared byte by byte. Cheap to clone.
pub type Key = Bytes;

/// An opaque value of at most [`crate::VALUE_BYTES_MAX`] bytes. Cheap to clone.
pub type Value = Bytes;

/// Greater than every key: one byte longer than the longest, all 0xFF. The end of a scan of everything.
pub const END: &[u8] = &[0xFF; KEY_BYTES_MAX + 1];

/// The least key greater than all keys with this prefix: the `end` of a scan of the prefix.
///
/// ```
/// assert_eq!(store::key::prefix_end(b"user/"), b"user0");
/// assert_eq!(store::key::prefix_end(&[1, 0xFF]), [2]);
/// assert_eq!(store::key::prefix_end(&[0xFF]), store::key::END);
/// ```
#[must_use]
pub fn prefix_end(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(incremented) = last.checked_add(1) {
            end.push(incremented);
            return end;
        }
    }
    END.to_vec()
}

/// The least key greater than `key`: the `start` of the page after one that ended with `key`.
///
/// ```
/// assert_eq!(store::key::successor(b"a"), b"a\0");
/// ```
#[must_use]
pub fn successor(key: &[u8]) -> Vec<u8> {
    let mut next = Vec::with_capacity(key.len() + 1);
    next.extend_from_slice(key);
    next.push(0);
    next
}
