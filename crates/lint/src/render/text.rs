//! Findings for a terminal: what is wrong, the line it is on, and a mark under the place.

use std::fmt::Write as _;

use super::line::Line;
use crate::finding::{Finding, FindingType, Location, Position};

/// Most characters of a line that are shown.
const EXCERPT_CHARS_MAX: usize = 100;
/// Characters shown before the place when its line is longer.
const LEAD_CHARS: usize = 30;

/// How the text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Letters only.
    Plain,
    /// With colours: for a terminal, and only when it is known to be one.
    Colour,
}

/// The findings of one document, which is called by its file's name; nothing when there are none.
///
/// Control characters of the document are shown as `\u{…}`, so that a policy cannot write to the terminal.
#[must_use]
pub fn text(document: &str, name: &str, findings: &[Finding], style: Style) -> String {
    let lines: Vec<Line<'_>> = document
        .split('\n')
        .map(|line| Line::new(line.trim_end_matches('\r')))
        .collect();
    let beyond = Line::new("");
    let mut out = String::new();
    for finding in findings {
        let (colour, word) = match finding.kind {
            FindingType::Error => ("31", "error"),
            FindingType::SecurityWarning => ("33", "security warning"),
            FindingType::Warning => ("33", "warning"),
            FindingType::Suggestion => ("36", "suggestion"),
        };
        let (strong, bold, end) = match style {
            Style::Plain => (String::new(), "", ""),
            Style::Colour => (format!("\u{1b}[1;{colour}m"), "\u{1b}[1m", "\u{1b}[0m"),
        };
        let details = visible(&finding.details);
        let _ = writeln!(
            out,
            "{strong}{word}[{}]{end}{bold}: {details}{end}",
            finding.code
        );
        let width = finding
            .locations
            .iter()
            .map(|location| digits(location.span.start.line))
            .max()
            .unwrap_or(1);
        for location in &finding.locations {
            let start = location.span.start;
            let _ = writeln!(
                out,
                "{:width$}--> {}:{}:{}",
                "",
                visible(name),
                start.line,
                start.column + 1
            );
            let line = lines.get(start.line.wrapping_sub(1)).unwrap_or(&beyond);
            let (excerpt, before, marked) = excerpt(line, location);
            let mark = "^".repeat(marked.max(1));
            let _ = writeln!(out, "{:width$} |", "");
            let _ = writeln!(out, "{:>width$} | {excerpt}", start.line);
            let _ = writeln!(out, "{:width$} | {:before$}{strong}{mark}{end}", "", "");
        }
        let _ = writeln!(out, "{:width$} = {}\n", "", finding.learn_more_link);
    }
    out
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// What is shown of the line, how many characters of it stand before the mark, and how long the mark is.
fn excerpt(line: &Line<'_>, location: &Location) -> (String, usize, usize) {
    let Position {
        line: start_line,
        column,
        ..
    } = location.span.start;
    let end = location.span.end;
    let start = line.chars_before(column);
    let stop = if end.line == start_line {
        line.chars_before(end.column)
    } else {
        line.chars
    };
    // A long line is shown from a little before the place.
    let from = if line.chars <= EXCERPT_CHARS_MAX {
        0
    } else {
        start.saturating_sub(LEAD_CHARS)
    };
    let shown = line.from(from).take(EXCERPT_CHARS_MAX);
    let mut out = String::new();
    let (mut before, mut marked) = (0, 0);
    for (at, c) in (from..).zip(shown) {
        let piece = if c == '\t' {
            " ".to_owned()
        } else {
            visible(c.encode_utf8(&mut [0; 4]))
        };
        let width = piece.chars().count();
        if at < start {
            before += width;
        } else if at < stop {
            marked += width;
        }
        out.push_str(&piece);
    }
    (out, before, marked)
}

/// The text with its control characters, and those that turn its direction, written out.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
