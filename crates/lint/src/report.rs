//! Collects findings: fills in their texts, finds the paths to their places, and puts them in the document's order.

use std::ops::Range;

use policy::{Json, Node};

use crate::check::{CHECKS_INCOMPLETE, Check};
use crate::finding::{Finding, Location, PathElement, Span};
use crate::position::Positions;

/// Most findings that are reported; a document with more is corrected step by step.
const FINDINGS_MAX: usize = 20_000;
/// Most places that one finding names.
const PLACES_MAX: usize = 20_000;

/// A place that a finding points at.
#[derive(Debug, Clone)]
pub(crate) enum Spot<'n> {
    /// A value.
    Value(&'n Node),
    /// The name of a member, as its token stands in the text.
    Name(&'n str, Range<usize>),
    /// A part of a string, in bytes of its value.
    Part(&'n Node, Range<usize>),
}

impl<'n> From<&'n Node> for Spot<'n> {
    fn from(node: &'n Node) -> Self {
        Spot::Value(node)
    }
}

/// The findings of one document.
pub(crate) struct Report<'n> {
    text: &'n str,
    root: &'n Node,
    positions: Positions<'n>,
    /// Each with the byte where its first place begins.
    findings: Vec<(usize, Finding)>,
    is_full: bool,
}

impl<'n> Report<'n> {
    pub(crate) fn new(text: &'n str, root: &'n Node) -> Self {
        Self {
            text,
            root,
            positions: Positions::new(text),
            findings: Vec::new(),
            is_full: false,
        }
    }

    /// Adds a finding about one place.
    pub(crate) fn add(&mut self, check: &Check, fill: &[(&str, &str)], spot: impl Into<Spot<'n>>) {
        self.add_text(check, 0, fill, &[spot.into()]);
    }

    /// Adds a finding about several places.
    pub(crate) fn add_at(&mut self, check: &Check, fill: &[(&str, &str)], spots: &[Spot<'n>]) {
        self.add_text(check, 0, fill, spots);
    }

    /// Adds a finding with the check's text of that number.
    pub(crate) fn add_text(
        &mut self,
        check: &Check,
        number: usize,
        fill: &[(&str, &str)],
        spots: &[Spot<'n>],
    ) {
        if self.findings.len() >= FINDINGS_MAX {
            self.is_full = true;
            return;
        }
        let start = spots.first().map_or(0, |spot| self.bytes(spot).start);
        let finding = Finding {
            code: check.code,
            kind: check.kind,
            details: check.text(number, fill),
            learn_more_link: check.learn_more_link(),
            locations: spots
                .iter()
                .take(PLACES_MAX)
                .map(|spot| self.location(spot))
                .collect(),
        };
        self.findings.push((start, finding));
    }

    /// The findings in the document's order; those about one place in the order in which they were added.
    pub(crate) fn finish(mut self, is_budget_spent: bool) -> Vec<Finding> {
        let is_incomplete = self.is_full || is_budget_spent;
        self.findings.sort_by_key(|(start, _)| *start);
        let root = is_incomplete.then(|| self.location(&Spot::Value(self.root)));
        let mut findings: Vec<Finding> = self
            .findings
            .into_iter()
            .map(|(_, finding)| finding)
            .collect();
        if let Some(root) = root {
            findings.push(Finding {
                code: CHECKS_INCOMPLETE.code,
                kind: CHECKS_INCOMPLETE.kind,
                details: CHECKS_INCOMPLETE.text(0, &[]),
                learn_more_link: CHECKS_INCOMPLETE.learn_more_link(),
                locations: vec![root],
            });
        }
        findings
    }

    fn location(&self, spot: &Spot<'_>) -> Location {
        let bytes = self.bytes(spot);
        let path = match spot {
            Spot::Value(node) => path_to(self.root, &node.span),
            Spot::Name(name, span) => {
                let mut path = path_to(self.root, span);
                path.push(PathElement::Key((*name).to_owned()));
                path
            }
            Spot::Part(node, part) => {
                let units = |range: Range<usize>| {
                    let text = node.as_str().unwrap_or_default();
                    text.get(range).unwrap_or_default().encode_utf16().count()
                };
                let mut path = path_to(self.root, &node.span);
                path.push(PathElement::Substring {
                    start: units(0..part.start),
                    length: units(part.clone()),
                });
                path
            }
        };
        Location {
            path,
            span: self.span(&bytes),
        }
    }

    fn span(&self, bytes: &Range<usize>) -> Span {
        self.positions.span(bytes)
    }

    /// The bytes of the document's text that the place takes up.
    fn bytes(&self, spot: &Spot<'_>) -> Range<usize> {
        match spot {
            Spot::Value(node) => node.span.clone(),
            Spot::Name(_, span) => span.clone(),
            Spot::Part(node, part) => {
                let inside = node.span.start + 1..node.span.end.saturating_sub(1);
                let raw = self.text.get(inside.clone()).unwrap_or_default();
                let length = node.as_str().map_or(0, str::len);
                // Without escapes, text and value are the same bytes.
                if raw.len() == length {
                    return inside.start + part.start..inside.start + part.end;
                }
                inside.start + raw_offset(raw, part.start)..inside.start + raw_offset(raw, part.end)
            }
        }
    }
}

/// Where the byte of a string's value stands in its token, quotes apart.
fn raw_offset(raw: &str, byte: usize) -> usize {
    let mut value = 0;
    let mut rest = raw;
    while value < byte && !rest.is_empty() {
        let (in_text, in_value) = match rest.as_bytes() {
            [b'\\', b'u', ..] => escaped(rest),
            [b'\\', ..] => (2, 1),
            _ => rest
                .chars()
                .next()
                .map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
        };
        value += in_value;
        rest = rest.get(in_text..).unwrap_or_default();
    }
    raw.len() - rest.len()
}

/// The length of a `\uXXXX` escape, or of a pair of them, and of the character it stands for.
fn escaped(text: &str) -> (usize, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(2) {
        Some(0xD800..=0xDFFF) => (12, 4),
        Some(unit) => (6, char::from_u32(unit).map_or(1, char::len_utf8)),
        None => (2, 1),
    }
}

/// The steps to the innermost value that holds the bytes.
fn path_to(root: &Node, bytes: &Range<usize>) -> Vec<PathElement> {
    let mut path = Vec::new();
    let mut node = root;
    while node.span != *bytes {
        let step = match &node.value {
            Json::Array(items) => {
                let at = items.partition_point(|item| item.span.end < bytes.end);
                items.get(at).map(|item| (PathElement::Index(at), item))
            }
            Json::Object(members) => {
                let at = members.partition_point(|(_, value)| value.span.end < bytes.end);
                members
                    .get(at)
                    .map(|(name, value)| (PathElement::Value(name.clone()), value))
            }
            _ => None,
        };
        let Some((element, inner)) = step.filter(|(_, inner)| inner.span.start <= bytes.start)
        else {
            break;
        };
        path.push(element);
        node = inner;
    }
    path
}
