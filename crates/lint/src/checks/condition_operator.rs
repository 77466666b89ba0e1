//! Condition operators, and blocks and lists that say nothing.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use policy::{Comparison, Json, SetOperator};

use super::{Condition, Context};
use crate::check::error::{INVALID_CONDITION_OPERATOR, NULL_WITH_IF_EXISTS};
use crate::check::suggestion::{
    EMPTY_ARRAY_CONDITION, EMPTY_ARRAY_CONDITION_FORALLVALUES, EMPTY_ARRAY_CONDITION_FORANYVALUE,
    EMPTY_ARRAY_CONDITION_IFEXISTS, EMPTY_OBJECT_CONDITION, NULL_WITH_QUALIFIER,
};
use crate::document::Statement;
use crate::report::Report;

pub(super) fn check<'n>(_: &Context<'_, 'n>, statement: &Statement<'n>, report: &mut Report<'n>) {
    let is_empty =
        |node: &policy::Node| matches!(&node.value, Json::Object(members) if members.is_empty());
    if let Some(condition) = statement.condition.filter(|node| is_empty(node)) {
        report.add(&EMPTY_OBJECT_CONDITION, &[], condition);
    }
    for block in &statement.blocks {
        if is_empty(block.node) {
            report.add(&EMPTY_OBJECT_CONDITION, &[], block.node);
        }
        let name = block.name.text;
        match block.operator {
            None if name.contains("${") => {}
            None if is_null_if_exists(name) => report.add(&NULL_WITH_IF_EXISTS, &[], &block.name),
            None => report.add(
                &INVALID_CONDITION_OPERATOR,
                &[("operator", name)],
                &block.name,
            ),
            Some(operator) if operator.comparison == Comparison::Null && operator.set.is_some() => {
                report.add(&NULL_WITH_QUALIFIER, &[], &block.name);
            }
            Some(_) => {}
        }
    }
}

fn is_null_if_exists(name: &str) -> bool {
    matches!(
        name,
        "NullIfExists" | "ForAllValues:NullIfExists" | "ForAnyValue:NullIfExists"
    )
}

/// What an empty list means depends on the operator.
pub(super) fn empty_values<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let Some(operator) = condition.block.operator.filter(|_| key.is_empty_array()) else {
        return;
    };
    let check = match (operator.set, operator.if_exists) {
        (Some(SetOperator::ForAllValues), _) => &EMPTY_ARRAY_CONDITION_FORALLVALUES,
        (Some(SetOperator::ForAnyValue), _) => &EMPTY_ARRAY_CONDITION_FORANYVALUE,
        (None, true) => &EMPTY_ARRAY_CONDITION_IFEXISTS,
        (None, false) => &EMPTY_ARRAY_CONDITION,
    };
    report.add(check, &[("key", key.name.text)], key.node);
}
