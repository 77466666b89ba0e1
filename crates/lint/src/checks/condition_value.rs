//! Values against what their operator reads.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use policy::{Comparison, Json, Moment, Node, Number, Operator, Order};

use super::{Condition, Context};
use crate::check::error::{INVALID_CONDITION_DATA_TYPE, INVALID_CONDITION_MULTIPLE_BOOLEAN};
use crate::check::suggestion::REDUNDANT_CONDITION_VALUE_NUM;
use crate::check::warning::{
    INVALID_DATE_VALUE, TYPE_MISMATCH_BOOLEAN, TYPE_MISMATCH_DATE, TYPE_MISMATCH_NUMBER,
    TYPE_MISMATCH_STRING, WILDCARD_WITHOUT_LIKE_OPERATOR,
};
use crate::document::Value;
use crate::report::Report;
use crate::variable;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let mut kinds = key.values.iter().map(|value| json_kind(value.node));
    if kinds
        .next()
        .is_some_and(|first| kinds.any(|kind| kind != first))
    {
        report.add(&INVALID_CONDITION_DATA_TYPE, &[], key.node);
    }
    let Some(operator) = condition.block.operator else {
        return;
    };
    let is_boolean = matches!(operator.comparison, Comparison::Bool | Comparison::Null);
    if is_boolean && operator.set.is_none() && key.values.len() > 1 {
        report.add(&INVALID_CONDITION_MULTIPLE_BOOLEAN, &[], key.node);
    }
    if let Some(which) = redundant_numbers(operator).filter(|_| key.values.len() > 1) {
        let fill = [
            ("operator", condition.block.name.text),
            ("greatest/least", which),
            ("key", key.name.text),
        ];
        report.add(&REDUNDANT_CONDITION_VALUE_NUM, &fill, key.node);
    }
    for value in &key.values {
        one(operator, condition.block.name.text, value, report);
    }
}

fn one<'n>(operator: Operator, name: &str, value: &Value<'n>, report: &mut Report<'n>) {
    let text: &str = &value.text;
    let fill = [("operator", name), ("date", text)];
    match operator.comparison {
        Comparison::String | Comparison::StringIgnoreCase => {
            if has_wildcard(text) {
                report.add(&WILDCARD_WITHOUT_LIKE_OPERATOR, &[], value.node);
            }
        }
        // The others cannot have variables, which is a finding of its own.
        _ if text.contains("${") => {}
        Comparison::Bool | Comparison::Null => {
            if !text.eq_ignore_ascii_case("true") && !text.eq_ignore_ascii_case("false") {
                report.add(&TYPE_MISMATCH_BOOLEAN, &fill, value.node);
            }
        }
        Comparison::Numeric(_) => {
            if Number::parse(text).is_none() {
                report.add(&TYPE_MISMATCH_NUMBER, &fill, value.node);
            }
        }
        Comparison::Date(_) => {
            if Number::parse(text).is_some() {
                report.add(&INVALID_DATE_VALUE, &fill, value.node);
            } else if Moment::parse(text).is_none() {
                report.add(&TYPE_MISMATCH_DATE, &fill, value.node);
            }
        }
        Comparison::Binary => {
            if !policy::is_base64(text) {
                report.add(&TYPE_MISMATCH_STRING, &fill, value.node);
            }
        }
        Comparison::StringLike | Comparison::IpAddress | Comparison::Arn { .. } => {}
    }
}

/// Which of several values alone decides.
fn redundant_numbers(operator: Operator) -> Option<&'static str> {
    match operator.comparison {
        Comparison::Numeric(Order::Less | Order::LessOrEqual) => Some("greatest"),
        Comparison::Numeric(Order::Greater | Order::GreaterOrEqual) => Some("least"),
        _ => None,
    }
}

/// Whether there is a `*` or `?` outside variables and escapes.
fn has_wildcard(text: &str) -> bool {
    let mut from = 0;
    let mut outside = |until: usize, next: usize| {
        let part = text.get(from..until).unwrap_or_default();
        from = next;
        part.contains(['*', '?'])
    };
    text.contains(['*', '?'])
        && (variable::spans(text)
            .into_iter()
            .any(|span| outside(span.start, span.end))
            || outside(text.len(), 0))
}

fn json_kind(node: &Node) -> u8 {
    match node.value {
        Json::String(_) => 0,
        Json::Number(_) => 1,
        Json::Bool(_) => 2,
        Json::Null | Json::Array(_) | Json::Object(_) => 3,
    }
}
