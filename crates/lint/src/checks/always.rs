//! Conditions whose `*` makes them say no more than whether the key is there, or nothing at all.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>

use policy::{Comparison, SetOperator};

use super::{Condition, Context};
use crate::check::suggestion::{
    EQUIVALENT_TO_NULL_FALSE, EQUIVALENT_TO_NULL_TRUE, REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
    REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION,
};
use crate::report::Report;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let (key, block) = (condition.key, condition.block);
    let Some(operator) = block.operator else {
        return;
    };
    let is_like = matches!(
        operator.comparison,
        Comparison::StringLike | Comparison::Arn { like: true }
    );
    // Values are joined by OR, or by NOR: one `*` among them decides.
    if !is_like || !key.values.iter().any(|value| value.text == "*") {
        return;
    }
    // What the condition is when the key is absent; when it is there, a negated one is false and another true.
    let is_true_when_absent = match operator.set {
        Some(SetOperator::ForAllValues) => true,
        Some(SetOperator::ForAnyValue) => false,
        None => operator.if_exists || operator.is_negated,
    };
    let check = match (is_true_when_absent, operator.is_negated) {
        (false, false) => &EQUIVALENT_TO_NULL_FALSE,
        (true, true) => &EQUIVALENT_TO_NULL_TRUE,
        (true, false) => &REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
        (false, true) => &REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION,
    };
    let fill = [
        ("key", key.name.text),
        ("operator", block.name.text),
        ("recommendedKey", key.name.text),
    ];
    report.add(check, &fill, key.node);
}
