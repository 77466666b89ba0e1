//! How the log keeps the writes of a commit: for each, the key's length (u16) and bytes, then the value's length
//! (u32, all ones for a deletion) and bytes; numbers little-endian.

use bytes::Bytes;
use rusqlite::types::FromSqlError;

use crate::{Revision, StoreError, Write};

pub(super) fn encode(writes: &[Write]) -> Result<Vec<u8>, StoreError> {
    let too_large = |_| StoreError::TooLarge("a length does not fit the log");
    let mut bytes = Vec::new();
    for (key, value) in writes {
        bytes.extend_from_slice(&u16::try_from(key.len()).map_err(too_large)?.to_le_bytes());
        bytes.extend_from_slice(key);
        match value {
            Some(value) => {
                bytes.extend_from_slice(
                    &u32::try_from(value.len()).map_err(too_large)?.to_le_bytes(),
                );
                bytes.extend_from_slice(value);
            }
            None => bytes.extend_from_slice(&DELETED),
        }
    }
    Ok(bytes)
}

pub(super) fn decode(bytes: impl Into<Bytes>) -> Result<Vec<Write>, StoreError> {
    let mut rest = bytes.into();
    let mut writes = Vec::new();
    while !rest.is_empty() {
        writes.push(
            decode_one(&mut rest)
                .ok_or_else(|| StoreError::Corrupt("a commit in the log".to_owned()))?,
        );
    }
    Ok(writes)
}

fn decode_one(rest: &mut Bytes) -> Option<Write> {
    let key_bytes = u16::from_le_bytes(take(rest, 2)?.as_ref().try_into().ok()?);
    let key = take(rest, usize::from(key_bytes))?;
    let value_bytes: [u8; 4] = take(rest, 4)?.as_ref().try_into().ok()?;
    if value_bytes == DELETED {
        return Some((key, None));
    }
    let value = take(rest, usize::try_from(u32::from_le_bytes(value_bytes)).ok()?)?;
    Some((key, Some(value)))
}

fn take(rest: &mut Bytes, count: usize) -> Option<Bytes> {
    (count <= rest.len()).then(|| rest.split_to(count))
}

/// SQLite's integers are signed.
pub(super) fn from_revision(revision: Revision) -> Result<i64, StoreError> {
    i64::try_from(revision.0).map_err(|_| StoreError::TooLarge("a revision does not fit SQLite"))
}

pub(super) fn to_revision(number: i64) -> rusqlite::Result<Revision> {
    u64::try_from(number)
        .map(Revision)
        .map_err(|_| FromSqlError::OutOfRange(number).into())
}

const DELETED: [u8; 4] = u32::MAX.to_le_bytes();

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(writes in vec((vec(any::<u8>(), 0..40), option::of(vec(any::<u8>(), 0..40))), 0..5)) {
            let writes: Vec<Write> =
                writes.into_iter().map(|(key, value)| (key.into(), value.map(Bytes::from))).collect();
            prop_assert_eq!(decode(encode(&writes).unwrap()).unwrap(), writes);
        }

        #[test]
        fn damage_is_an_error_and_not_a_panic(bytes in vec(any::<u8>(), 0..40)) {
            if let Ok(writes) = decode(bytes.clone()) {
                prop_assert_eq!(encode(&writes).unwrap(), bytes);
            }
        }
    }
}
