//! One line of a document, in which a column is found without counting from its beginning: a document may be one long
//! line with thousands of findings on it.

/// Characters between two marks.
const STRIDE: usize = 128;

/// A line with its length and its marks.
pub(super) struct Line<'d> {
    text: &'d str,
    /// How many characters it has.
    pub(super) chars: usize,
    /// One for every [`STRIDE`] characters, the first at the beginning.
    marks: Vec<Mark>,
}

/// What stands before a character.
#[derive(Clone, Copy, Default)]
struct Mark {
    bytes: usize,
    chars: usize,
    /// Of UTF-16.
    units: usize,
}

impl<'d> Line<'d> {
    pub(super) fn new(text: &'d str) -> Self {
        let mut here = Mark::default();
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        for c in text.chars() {
            if here.chars.is_multiple_of(STRIDE) {
                marks.push(here);
            }
            here.bytes += c.len_utf8();
            here.chars += 1;
            here.units += c.len_utf16();
        }
        Self {
            text,
            chars: here.chars,
            marks,
        }
    }

    /// The characters before a column, which counts UTF-16 units.
    pub(super) fn chars_before(&self, column: usize) -> usize {
        let mark = self.last_mark(|mark| mark.units <= column);
        let mut units = mark.units;
        let further = self.after(mark).chars().take_while(|c| {
            units += c.len_utf16();
            units <= column
        });
        mark.chars + further.count()
    }

    /// The characters from the one with this number on.
    pub(super) fn from(&self, number: usize) -> impl Iterator<Item = char> + use<'d> {
        let mark = self.last_mark(|mark| mark.chars <= number);
        self.after(mark).chars().skip(number - mark.chars)
    }

    fn last_mark(&self, is_before: impl Fn(&Mark) -> bool) -> Mark {
        let behind = self.marks.partition_point(is_before);
        let last = behind.checked_sub(1).and_then(|last| self.marks.get(last));
        last.copied().unwrap_or_default()
    }

    fn after(&self, mark: Mark) -> &'d str {
        self.text.get(mark.bytes..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_as_one_would_from_the_beginning(
            text in "[aé\u{10400}]{0,600}",
            place in 0..1_300_usize,
        ) {
            let line = Line::new(&text);
            prop_assert_eq!(line.chars, text.chars().count());
            prop_assert!(line.from(place).eq(text.chars().skip(place)));
            let mut units = 0;
            let before = text.chars().take_while(|c| {
                units += c.len_utf16();
                units <= place
            });
            prop_assert_eq!(line.chars_before(place), before.count());
        }
    }
}
