//! A number that stands for a text while looking it up. It decides nothing: whoever finds two alike compares the texts.

use std::num::NonZeroU64;

/// Sixty-four bits that unequal texts hardly ever share, and never all zero, so that none takes no room of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(NonZeroU64);

/// The golden ratio, odd: each multiplication spreads a word over the upper bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A fingerprint that is being taken.
#[derive(Clone, Copy)]
pub(crate) struct Unfinished(u64);

impl Fingerprint {
    pub(crate) fn of(text: &[u8]) -> Self {
        let (words, rest) = text.as_chunks::<8>();
        let state = Self::begin(text.len());
        let state = words.iter().fold(state, |state, word| state.and(*word));
        state.and(last_word(rest)).end()
    }

    /// Of a text of this length, whose words of eight bytes follow; the last one is filled up with zeros.
    pub(crate) fn begin(length: usize) -> Unfinished {
        Unfinished(u64::try_from(length).unwrap_or(u64::MAX))
    }

    /// The upper bits, so many of them that `shift` are left out.
    pub(crate) fn upper_bits(self, shift: u32) -> usize {
        usize::try_from(self.0.get().wrapping_shr(shift)).unwrap_or_default()
    }
}

impl Unfinished {
    pub(crate) fn and(self, word: [u8; 8]) -> Self {
        Unfinished((self.0.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(SPREAD))
    }

    pub(crate) fn end(self) -> Fingerprint {
        let bits = NonZeroU64::new(self.0 ^ self.0 >> 32);
        Fingerprint(bits.unwrap_or(NonZeroU64::MIN))
    }
}

/// Fewer than eight bytes, filled up with zeros.
pub(crate) fn last_word(rest: &[u8]) -> [u8; 8] {
    let bits = rest.iter().rev();
    bits.fold(0, |word: u64, byte| word << 8 | u64::from(*byte))
        .to_le_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn alike_texts_are_told_apart() {
        let names = (0..2_000).map(|number| format!("arn:aws:s3:::bucket-{number}/*"));
        let short = (0..40).map(|length| "a".repeat(length));
        let texts: Vec<String> = names.chain(short).collect();
        let fingerprints: BTreeSet<u64> = texts
            .iter()
            .map(|text| Fingerprint::of(text.as_bytes()).0.get())
            .collect();
        assert_eq!(fingerprints.len(), texts.len());
    }
}
