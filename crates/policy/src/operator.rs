//! Condition operators: their names, taken apart.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;

/// An operator of a Condition block: set prefix, comparison, suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`.
    pub set: Option<SetOperator>,
    /// What is compared, and how.
    pub comparison: Comparison,
    /// Whether the condition is met when any value matches, or when none does.
    pub is_negated: bool,
    /// The `IfExists` suffix.
    pub if_exists: bool,
}

/// The prefixes for multivalued keys.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// Every value of the request passes.
    ForAllValues,
    /// Some value of the request passes.
    ForAnyValue,
}

/// The comparison, negation apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `StringEquals`
    String,
    /// `StringEqualsIgnoreCase`
    StringIgnoreCase,
    /// `StringLike`
    StringLike,
    /// `Numeric…`
    Numeric(Order),
    /// `Date…`
    Date(Order),
    /// `Bool`
    Bool,
    /// `BinaryEquals`
    Binary,
    /// `IpAddress`
    IpAddress,
    /// `ArnEquals` and `ArnLike`, which AWS was observed to treat alike.
    Arn {
        /// Whether it is spelled `Like`.
        like: bool,
    },
    /// `Null`
    Null,
}

/// The order a numeric or date operator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// `Equals`
    Equal,
    /// `LessThan`
    Less,
    /// `LessThanEquals`
    LessOrEqual,
    /// `GreaterThan`
    Greater,
    /// `GreaterThanEquals`
    GreaterOrEqual,
}

impl Operator {
    /// Reads an operator in its exact spelling; anything else is none.
    pub fn parse(name: &str) -> Option<Self> {
        let (set, rest) = match name.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(SetOperator::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(SetOperator::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, name),
        };
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (_, comparison, is_negated) = NAMES.iter().find(|(name, ..)| *name == base)?;
        let is_null = *comparison == Comparison::Null;
        (!is_null || !if_exists).then_some(Operator {
            set,
            comparison: *comparison,
            is_negated: *is_negated,
            if_exists,
        })
    }

    /// The name in its exact spelling.
    pub fn name(&self) -> String {
        let prefix = match self.set {
            Some(SetOperator::ForAllValues) => "ForAllValues:",
            Some(SetOperator::ForAnyValue) => "ForAnyValue:",
            None => "",
        };
        let base = NAMES
            .iter()
            .find(|(_, comparison, is_negated)| {
                (*comparison, *is_negated) == (self.comparison, self.is_negated)
            })
            .map_or("", |(name, ..)| name);
        let suffix = if self.if_exists { "IfExists" } else { "" };
        format!("{prefix}{base}{suffix}")
    }
}

impl Order {
    /// Whether an order between request and policy value satisfies the operator.
    pub(crate) fn admits(self, ordering: Ordering) -> bool {
        match self {
            Order::Equal => ordering.is_eq(),
            Order::Less => ordering.is_lt(),
            Order::LessOrEqual => ordering.is_le(),
            Order::Greater => ordering.is_gt(),
            Order::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// Name, comparison, negated.
const NAMES: &[(&str, Comparison, bool)] = &[
    ("StringEquals", Comparison::String, false),
    ("StringNotEquals", Comparison::String, true),
    (
        "StringEqualsIgnoreCase",
        Comparison::StringIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Comparison::StringIgnoreCase,
        true,
    ),
    ("StringLike", Comparison::StringLike, false),
    ("StringNotLike", Comparison::StringLike, true),
    ("NumericEquals", Comparison::Numeric(Order::Equal), false),
    ("NumericNotEquals", Comparison::Numeric(Order::Equal), true),
    ("NumericLessThan", Comparison::Numeric(Order::Less), false),
    (
        "NumericLessThanEquals",
        Comparison::Numeric(Order::LessOrEqual),
        false,
    ),
    (
        "NumericGreaterThan",
        Comparison::Numeric(Order::Greater),
        false,
    ),
    (
        "NumericGreaterThanEquals",
        Comparison::Numeric(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Comparison::Date(Order::Equal), false),
    ("DateNotEquals", Comparison::Date(Order::Equal), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    (
        "DateLessThanEquals",
        Comparison::Date(Order::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Comparison::Date(Order::GreaterOrEqual),
        false,
    ),
    ("Bool", Comparison::Bool, false),
    ("BinaryEquals", Comparison::Binary, false),
    ("IpAddress", Comparison::IpAddress, false),
    ("NotIpAddress", Comparison::IpAddress, true),
    ("ArnEquals", Comparison::Arn { like: false }, false),
    ("ArnNotEquals", Comparison::Arn { like: false }, true),
    ("ArnLike", Comparison::Arn { like: true }, false),
    ("ArnNotLike", Comparison::Arn { like: true }, true),
    ("Null", Comparison::Null, false),
];
