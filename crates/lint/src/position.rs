//! From bytes of the document to the lines, columns and offsets that findings name.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Position.html>
//!
//! Lines count from 1, columns and offsets from 0. Columns and offsets count UTF-16 units, as the editors and languages do
//! that read these findings; AWS was only observed with ASCII, where all units agree.

use std::ops::Range;

use crate::finding::{Position, Span};

/// Bytes between two marks: what is counted anew for one position.
const STRIDE: usize = 128;

/// Knows the position of every byte of one text.
pub(crate) struct Positions<'t> {
    text: &'t str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
    /// Every [`STRIDE`] bytes or a little later: a byte at a character's start, and the units before it.
    marks: Vec<(usize, usize)>,
}

impl<'t> Positions<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut lines = vec![0];
        let mut marks = vec![(0, 0)];
        let (mut units, mut next_mark) = (0, STRIDE);
        for (at, c) in text.char_indices() {
            if at >= next_mark {
                marks.push((at, units));
                next_mark = at + STRIDE;
            }
            units += c.len_utf16();
            if c == '\n' {
                lines.push(at + 1);
            }
        }
        Self { text, lines, marks }
    }

    pub(crate) fn span(&self, bytes: &Range<usize>) -> Span {
        Span {
            start: self.position(bytes.start),
            end: self.position(bytes.end),
        }
    }

    pub(crate) fn position(&self, byte: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let offset = self.offset(byte);
        Position {
            line,
            column: offset - self.offset(start),
            offset,
        }
    }

    fn offset(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|(at, _)| *at <= byte);
        let (at, units) = self
            .marks
            .get(mark.wrapping_sub(1))
            .copied()
            .unwrap_or((0, 0));
        let between = self.text.get(at..byte).unwrap_or_default();
        units + between.encode_utf16().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_definition_says() {
        let text = "é\u{10400}\r\n".repeat(100) + "x";
        let positions = Positions::new(&text);
        let (mut line, mut column, mut offset) = (1, 0, 0);
        for (at, c) in text.char_indices() {
            assert_eq!(
                positions.position(at),
                Position {
                    line,
                    column,
                    offset
                },
                "{at}"
            );
            offset += c.len_utf16();
            column += c.len_utf16();
            if c == '\n' {
                (line, column) = (line + 1, 0);
            }
        }
        let end = positions.position(text.len());
        assert_eq!((end.line, end.column, end.offset), (101, 1, 501));
    }
}
