//! A table of texts: one step finds a text or that it is not there, however many there are.

use crate::fingerprint::Fingerprint;
use crate::text::same;

/// Values by their text. Fingerprints stand in slots by their upper bits, each in its own or soon after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table<T> {
    slots: Box<[Option<Slot>]>,
    /// How many bits of a fingerprint are left out to get its slot.
    shift: u32,
    entries: Box<[(Box<str>, T)]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    fingerprint: Fingerprint,
    entry: u32,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table::new(Vec::new())
    }
}

impl<T> Table<T> {
    /// From entries with a different text each.
    pub(super) fn new(entries: Vec<(Box<str>, T)>) -> Self {
        // Two slots for each entry keep the ways short; without entries there is no slot to look at.
        let size = match entries.len() {
            0 => 0,
            count => (2 * count).next_power_of_two(),
        };
        let shift = u64::BITS - size.max(2).ilog2();
        let mut slots = vec![None; size];
        for (number, (text, _)) in (0_u32..).zip(&entries) {
            let fingerprint = Fingerprint::of(text.as_bytes());
            let mut at = fingerprint.upper_bits(shift);
            while slots.get(at).is_some_and(Option::is_some) {
                at += 1;
            }
            // The ways do not go round: what runs off the end makes the table longer.
            slots.resize(slots.len().max(at + 1), None);
            if let Some(slot) = slots.get_mut(at) {
                *slot = Some(Slot {
                    fingerprint,
                    entry: number,
                });
            }
        }
        Table {
            slots: slots.into(),
            shift,
            entries: entries.into(),
        }
    }

    /// The value of a text, whose fingerprint the caller has at hand.
    pub(super) fn get(&self, fingerprint: Fingerprint, text: &[u8]) -> Option<&T> {
        let way = self.slots.get(fingerprint.upper_bits(self.shift)..)?;
        for slot in way {
            let slot = (*slot)?;
            if slot.fingerprint == fingerprint {
                let (found, value) = self.entries.get(usize::try_from(slot.entry).ok()?)?;
                if same(found.as_bytes(), text) {
                    return Some(value);
                }
            }
        }
        None
    }

    /// The texts with their values, in the order in which they were given.
    pub(super) fn entries(&self) -> &[(Box<str>, T)] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_is_there_and_nothing_else(texts in btree_set("[ab]{0,9}", 0..40), asked in "[ab]{0,9}") {
            let table = Table::new(texts.iter().map(|text| (text.as_str().into(), text.clone())).collect());
            let get = |text: &str| table.get(Fingerprint::of(text.as_bytes()), text.as_bytes());
            for text in &texts {
                prop_assert_eq!(get(text), Some(text));
            }
            prop_assert_eq!(get(&asked), texts.get(&asked));
            prop_assert!(table.entries().iter().map(|(_, text)| text).eq(&texts));
        }
    }
}
