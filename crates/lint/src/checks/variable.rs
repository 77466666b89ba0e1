//! Policy variables: where they may stand, and how they are written.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use policy::{Comparison, Node};

use super::{Condition, Context};
use crate::check::error::{
    EMPTY_VARIABLE, INVALID_VARIABLE_FOR_OPERATOR, MISSING_BRACE_IN_VARIABLE,
    MISSING_QUOTE_IN_VARIABLE, UNSUPPORTED_SPACE_IN_VARIABLE, VARIABLE_UNSUPPORTED_IN_ELEMENT,
    VARIABLE_UNSUPPORTED_IN_VERSION,
};
use crate::check::warning::DEPRECATED_GLOBAL_CONDITION_KEY;
use crate::document::{Name, Statement, Text};
use crate::report::{Report, Spot};
use crate::variable::{Form, variables};

/// Most variables of one text that are looked at; none that means something has more than a few.
const VARIABLES_MAX: usize = 256;

/// Elements that hold no variables.
pub(super) fn outside_values<'n>(
    _: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let single = [statement.sid, statement.effect].into_iter().flatten();
    let principals = statement
        .principal
        .iter()
        .flatten()
        .flat_map(|principal| &principal.entries);
    let texts: Vec<Text<'n>> = single
        .chain(statement.all_actions())
        .chain(principals.map(|entry| entry.value))
        .collect();
    for Text { node, text } in texts {
        let variables = variables(text);
        let closed = variables
            .iter()
            .filter(|variable| variable.form != Form::Unclosed);
        for variable in closed.take(VARIABLES_MAX) {
            let written = text.get(variable.span.clone()).unwrap_or_default();
            let spot = Spot::Part(node, variable.span.clone());
            report.add(
                &VARIABLE_UNSUPPORTED_IN_ELEMENT,
                &[("variable", written)],
                spot,
            );
        }
    }
    for block in &statement.blocks {
        in_name(&block.name, report);
        for key in &block.keys {
            in_name(&key.name, report);
        }
    }
}

fn in_name<'n>(name: &Name<'n>, report: &mut Report<'n>) {
    if let Some(variable) = variables(name.text)
        .first()
        .filter(|variable| variable.form != Form::Unclosed)
    {
        let written = name.text.get(variable.span.clone()).unwrap_or_default();
        report.add(
            &VARIABLE_UNSUPPORTED_IN_ELEMENT,
            &[("variable", written)],
            name,
        );
    }
}

pub(super) fn in_resources<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for resource in statement.all_resources() {
        written(context, resource.node, resource.text, report);
    }
}

pub(super) fn in_condition<'n>(
    context: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let takes_variables = condition.block.operator.is_none_or(|operator| {
        matches!(
            operator.comparison,
            Comparison::String
                | Comparison::StringIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn { .. }
        )
    });
    for value in &condition.key.values {
        let Some(text) = value.node.as_str() else {
            continue;
        };
        if takes_variables {
            written(context, value.node, text, report);
        } else if let Some(variable) = variables(text).first() {
            report.add(
                &INVALID_VARIABLE_FOR_OPERATOR,
                &[],
                Spot::Part(value.node, variable.span.clone()),
            );
        }
    }
}

/// Variables where they may stand: the document's version must have them, and they must be written rightly.
fn written<'n>(context: &Context<'_, 'n>, node: &'n Node, text: &str, report: &mut Report<'n>) {
    for variable in variables(text).into_iter().take(VARIABLES_MAX) {
        let spot = || Spot::Part(node, variable.span.clone());
        if !context.document.has_variables() && variable.form != Form::Unclosed {
            report.add(&VARIABLE_UNSUPPORTED_IN_VERSION, &[], spot());
        }
        match variable.form {
            Form::Unclosed => report.add(&MISSING_BRACE_IN_VARIABLE, &[], spot()),
            Form::Unquoted => report.add(&MISSING_QUOTE_IN_VARIABLE, &[], spot()),
            Form::Spaced => report.add(&UNSUPPORTED_SPACE_IN_VARIABLE, &[], spot()),
            Form::Empty => report.add(&EMPTY_VARIABLE, &[], spot()),
            // As a condition key it is an error of its own; as a variable it still has a value.
            Form::Key(key) if key.eq_ignore_ascii_case("aws:arn") => {
                report.add(&DEPRECATED_GLOBAL_CONDITION_KEY, &[], spot());
            }
            Form::Key(_) | Form::Escape => {}
        }
    }
}
