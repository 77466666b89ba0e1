//! Condition values and variables: what storing refuses, and what a session policy may still carry.

use crate::condition::Condition;
use crate::document::{Document, RawStatement};
use crate::kind::Kind;
use crate::operator::Comparison;
use crate::template::{Shape, Syntax, Template};

/// Whether every literal converts. AWS was observed to store no malformed date, number, network, ARN or base64 text; a
/// session policy may carry all of these but the last, and they match nothing.
pub(super) fn are_storable(
    statement: &RawStatement<'_>,
    document: &Document<'_>,
    kind: Kind,
) -> bool {
    let has_variables = document.version == Some("2012-10-17");
    statement.conditions.iter().all(|raw| {
        let comparison = raw.operator.comparison;
        let takes_variables = matches!(
            comparison,
            Comparison::String
                | Comparison::StringIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn { .. }
        );
        if has_variables
            && takes_variables
            && !raw.values.iter().all(|text| has_readable_variables(text))
        {
            return false;
        }
        // The pages disagree on variables in Bool: none is saved, one that is stored is expanded.
        if has_variables
            && comparison == Comparison::Bool
            && raw.values.iter().any(|text| text.contains("${"))
        {
            return false;
        }
        if kind == Kind::Session && comparison != Comparison::Binary {
            return true;
        }
        let condition = Condition::new(raw.operator, raw.key, &raw.values, has_variables);
        condition
            .literals()
            .iter()
            .all(|literal| !literal.is_malformed())
    })
}

/// Whether every `${…}` of the text can be read.
pub(super) fn has_readable_variables(text: &str) -> bool {
    !text.contains("${")
        || Template::parse(
            text,
            Syntax {
                wildcards: false,
                variables: true,
            },
        )
        .shape()
            != Shape::Malformed
}
