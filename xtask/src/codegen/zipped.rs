//! Compressed files, compared by what they hold: another version of the compressor may write other bytes.

const LEVEL: i32 = 19;

pub(super) fn pack(content: &[u8]) -> Result<Vec<u8>, String> {
    zstd::encode_all(content, LEVEL).map_err(|error| format!("zstd: {error}"))
}

/// Whether both hold the same.
pub(super) fn hold_the_same(one: &[u8], other: &[u8]) -> bool {
    let unpacked = |bytes: &[u8]| zstd::decode_all(bytes).ok();
    one == other || (unpacked(one).is_some() && unpacked(one) == unpacked(other))
}
