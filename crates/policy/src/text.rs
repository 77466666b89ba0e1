//! Comparing short texts in place. What a decision compares is mostly shorter than the call of a library function is worth.

/// Texts longer than this are left to the library.
const SHORT_MAX: usize = 64;

/// Whether two texts are equal.
#[inline]
pub(crate) fn equal(one: &str, other: &str) -> bool {
    same(one.as_bytes(), other.as_bytes())
}

/// What follows `start` in a text that starts with it.
#[inline]
pub(crate) fn strip_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    equal(head, start).then_some(rest)
}

/// Whether two texts, as bytes, are equal: word by word, and the last eight bytes of both once more as a word.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    if one.len() > SHORT_MAX {
        return one == other;
    }
    let ((words, _), (other_words, _)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let mut pairs = words.iter().zip(other_words);
    pairs.all(|(word, other)| u64::from_le_bytes(*word) == u64::from_le_bytes(*other))
        && last_word(one) == last_word(other)
}

/// The last eight bytes; of a shorter text all of them. Texts of one length have the same only if they end alike.
#[inline]
fn last_word(text: &[u8]) -> u64 {
    if let Some(last) = text.last_chunk::<8>() {
        return u64::from_le_bytes(*last);
    }
    match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => text
            .iter()
            .fold(0, |bits, byte| bits << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn compares_as_the_library_does(one in "[aé]{0,70}", other in "[aé]{0,70}", at in any::<usize>()) {
            prop_assert_eq!(equal(&one, &other), one == other);
            prop_assert!(equal(&one, &one.clone()));
            prop_assert_eq!(strip_start(&one, &other), one.strip_prefix(other.as_str()));
            let both = format!("{one}{other}");
            prop_assert_eq!(strip_start(&both, &one), Some(other.as_str()));
            prop_assume!(!both.is_empty());
            let mut changed = both.clone().into_bytes();
            let at = at % changed.len();
            changed[at] ^= 0x20;
            prop_assert!(!same(both.as_bytes(), &changed));
        }
    }
}
