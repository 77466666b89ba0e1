//! Some of the statements of a policy, by number.

use smallvec::SmallVec;

/// A bit for each statement: adding one twice is no matter, and they come out in the order of the document.
///
/// Made once and filled again for each policy.
#[derive(Debug, Default)]
pub(crate) struct StatementSet {
    /// The first sixty-four, which is all that most policies have.
    first: u64,
    /// The others; up to 1,024 stay off the heap.
    others: SmallVec<[u64; 15]>,
}

const FIRST: usize = 64;

impl StatementSet {
    /// Empties it for a policy of so many statements.
    #[inline]
    pub(super) fn clear(&mut self, statements: usize) {
        self.first = 0;
        if statements > FIRST || !self.others.is_empty() {
            self.others.clear();
            self.others
                .resize(statements.saturating_sub(FIRST).div_ceil(64), 0);
        }
    }

    #[inline]
    pub(super) fn insert(&mut self, number: u32) {
        match number.checked_sub(u64::BITS) {
            None => self.first |= 1 << number,
            Some(number) => self.insert_other(number),
        }
    }

    fn insert_other(&mut self, number: u32) {
        let at = usize::try_from(number / u64::BITS);
        if let Some(word) = at.ok().and_then(|at| self.others.get_mut(at)) {
            *word |= 1 << (number % u64::BITS);
        }
    }

    /// The numbers, ascending.
    #[inline]
    pub(crate) fn numbers(&self) -> impl Iterator<Item = usize> {
        Numbers {
            word: self.first,
            first: 0,
            others: self.others.iter(),
        }
    }
}

/// The places of the bits that are set, word by word.
struct Numbers<'s> {
    word: u64,
    /// The number that the word's lowest bit stands for.
    first: usize,
    others: std::slice::Iter<'s, u64>,
}

impl Iterator for Numbers<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.word == 0 {
            self.word = *self.others.next()?;
            self.first += FIRST;
        }
        let lowest = usize::try_from(self.word.trailing_zeros()).ok()?;
        self.word &= self.word - 1;
        Some(self.first + lowest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn gives_back_what_was_put_in(numbers in btree_set(0_u32..1_500, 0..30), before in 0_u32..1_500) {
            let mut set = StatementSet::default();
            set.clear(1_500);
            set.insert(before);
            set.clear(1_500);
            for number in &numbers {
                set.insert(*number);
                set.insert(*number);
            }
            let found: Vec<u32> = set.numbers().map(|number| u32::try_from(number).unwrap()).collect();
            prop_assert!(found.iter().eq(&numbers));
        }
    }
}
