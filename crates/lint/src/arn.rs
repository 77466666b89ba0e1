//! ARNs as policies write them: six fields, any of which may hold wildcards and variables.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::ops::Range;

use crate::variable;

/// An ARN with all of its fields, by their places in the text.
#[derive(Debug, Clone)]
pub(crate) struct Arn<'t> {
    text: &'t str,
    fields: Vec<Range<usize>>,
}

/// A field of an ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Prefix = 0,
    Partition = 1,
    Service = 2,
    Region = 3,
    Account = 4,
    Resource = 5,
}

/// How many fields an ARN has.
pub(crate) const FIELDS: usize = 6;

impl<'t> Arn<'t> {
    /// Splits at the first five colons outside variables. `None` when there are fewer.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let variables = variable::spans(text);
        let mut fields = Vec::with_capacity(FIELDS);
        let mut start = 0;
        for (at, _) in text.match_indices(':') {
            if fields.len() + 1 == FIELDS {
                break;
            }
            let before = variables.partition_point(|span| span.end <= at);
            if variables.get(before).is_some_and(|span| span.start <= at) {
                continue;
            }
            fields.push(start..at);
            start = at + 1;
        }
        fields.push(start..text.len());
        (fields.len() == FIELDS).then_some(Self { text, fields })
    }

    pub(crate) fn range(&self, field: Field) -> Range<usize> {
        self.fields.get(field as usize).cloned().unwrap_or_default()
    }

    pub(crate) fn field(&self, field: Field) -> &'t str {
        self.text.get(self.range(field)).unwrap_or_default()
    }

    /// The field, when nothing in it is open.
    pub(crate) fn literal(&self, field: Field) -> Option<&'t str> {
        let text = self.field(field);
        (!is_open(text)).then_some(text)
    }
}

/// Whether a text holds a wildcard or a variable.
pub(crate) fn is_open(text: &str) -> bool {
    text.contains(['*', '?']) || text.contains("${")
}
