//! Statements by the literal text that what they cover starts with.

use super::table::Table;
use crate::fingerprint::Fingerprint;
use crate::text::strip_start;

/// Each start with the statements that have it, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Starts {
    statements: Table<Box<[u32]>>,
    /// The lengths that occur among the starts, ascending. There are few: names of one kind are about as long as each
    /// other.
    lengths: Box<[usize]>,
}

/// So few starts are compared one by one in less time than it takes to look one up.
const FEW: usize = 3;

impl Starts {
    /// None of nothing.
    pub(super) fn new(mut starts: Vec<(&str, u32)>) -> Option<Box<Self>> {
        starts.sort_unstable();
        starts.dedup();
        let mut lengths: Vec<usize> = starts.iter().map(|(start, _)| start.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let statements = starts.chunk_by(|a, b| a.0 == b.0).filter_map(|same| {
            let (start, _) = same.first()?;
            let numbers = same.iter().map(|(_, number)| *number).collect();
            Some(((*start).into(), numbers))
        });
        (!lengths.is_empty()).then(|| {
            Box::new(Starts {
                statements: Table::new(statements.collect()),
                lengths: lengths.into(),
            })
        })
    }

    /// The statements that have a start of this text; without a text, all.
    pub(super) fn find(&self, text: Option<&str>, found: &mut impl FnMut(u32)) {
        let entries = self.statements.entries();
        match text {
            Some(text) if entries.len() > FEW => self.look_up(text, found),
            text => {
                for (start, numbers) in entries {
                    if text.is_none_or(|text| strip_start(text, start).is_some()) {
                        numbers.iter().copied().for_each(&mut *found);
                    }
                }
            }
        }
    }

    #[inline(never)]
    fn look_up(&self, text: &str, found: &mut impl FnMut(u32)) {
        for length in &self.lengths {
            let Some(start) = text.as_bytes().get(..*length) else {
                return;
            };
            let numbers = self.statements.get(Fingerprint::of(start), start);
            numbers.into_iter().flatten().copied().for_each(&mut *found);
        }
    }
}
