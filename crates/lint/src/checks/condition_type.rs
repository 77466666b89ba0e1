//! Operators against the types of keys: one value or several, strings, numbers, dates, ARNs.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>

use policy::{Comparison, SetOperator};

use super::audience::is_audience;
use super::{Condition, Context};
use crate::catalog;
use crate::check::error::MISSING_QUALIFIER;
use crate::check::security_warning::{
    FORALLVALUES_WITH_SINGLE_VALUED_KEY, STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
};
use crate::check::warning::TYPE_MISMATCH;
use crate::report::Report;
use crate::tables::global_key::Kind;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let Some(operator) = condition
        .block
        .operator
        .filter(|operator| operator.comparison != Comparison::Null)
    else {
        return;
    };
    let key_type = catalog::key_type(&key.folded);
    let is_single =
        key_type.is_some_and(|key_type| !key_type.is_multivalued) || is_audience(&key.folded);
    let fill = [("key", key.name.text)];
    match operator.set {
        None if key_type.is_some_and(|key_type| key_type.is_multivalued) => {
            report.add(&MISSING_QUALIFIER, &fill, key.node);
        }
        // A Deny with it denies the more, so nothing is too permissive.
        Some(SetOperator::ForAllValues) if is_single && condition.statement.allows() => {
            report.add(&FORALLVALUES_WITH_SINGLE_VALUED_KEY, &fill, key.node);
        }
        _ => {}
    }
    let Some(kind) = key_type.map(|key_type| key_type.kind) else {
        return;
    };
    let name = condition.block.name.text;
    if kind == Kind::Arn && operator.comparison == Comparison::StringLike {
        let fill = [
            ("allowed", "ArnLike"),
            ("operator", name),
            ("key", key.name.text),
        ];
        report.add(
            &STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
            &fill,
            key.node,
        );
    } else if !fits(operator.comparison, kind) {
        let fill = [
            ("allowed", family(kind)),
            ("operator", name),
            ("key", key.name.text),
        ];
        report.add(&TYPE_MISMATCH, &fill, key.node);
    }
}

/// Strings and ARNs are compared with each other's operators often and rightly.
fn fits(comparison: Comparison, kind: Kind) -> bool {
    match comparison {
        Comparison::String
        | Comparison::StringIgnoreCase
        | Comparison::StringLike
        | Comparison::Arn { .. } => {
            matches!(kind, Kind::String | Kind::Arn)
        }
        Comparison::Numeric(_) => matches!(kind, Kind::Numeric | Kind::DateOrNumeric),
        Comparison::Date(_) => matches!(kind, Kind::Date | Kind::DateOrNumeric),
        Comparison::Bool => kind == Kind::Bool,
        Comparison::IpAddress => kind == Kind::IpAddress,
        // No table has a key of bytes.
        Comparison::Binary => false,
        Comparison::Null => true,
    }
}

fn family(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "String",
        Kind::Arn => "Arn",
        Kind::Bool => "Bool",
        Kind::Numeric => "Numeric",
        Kind::Date | Kind::DateOrNumeric => "Date",
        Kind::IpAddress => "IpAddress",
    }
}
