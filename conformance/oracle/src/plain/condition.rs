//! Conditions: operators, their values, and what the request has for a key.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;
use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::date::{self, Date};
use super::glob::{self, COLON, Token};
use super::variable::{self, Expanded, Piece};
use super::{address, arn, lowercase, number, statement};

pub struct Condition<'s> {
    pub operator: &'s str,
    pub key: &'s str,
    pub values: Vec<String>,
    pub is_deny: bool,
    pub has_variables: bool,
}

/// Whether a Condition element is an object of objects of scalars and lists of them.
pub fn is_shaped(element: &Value) -> bool {
    element.as_object().is_some_and(|operators| {
        operators.values().all(|keys| {
            keys.as_object()
                .is_some_and(|keys| keys.values().all(|values| texts(values).is_some()))
        })
    })
}

/// Numbers and booleans count by their JSON text.
pub fn texts(values: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    };
    statement::list(Some(values)).iter().map(text).collect()
}

/// How a value of the request compares with the values of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Yes,
    No,
    /// It cannot be told: the whole condition holds in a Deny, and does not in an Allow.
    Unclear,
}

/// What an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    TextIgnoreCase,
    TextLike,
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn fits(self, ordering: Ordering) -> bool {
        match self {
            Order::Equal => ordering == Ordering::Equal,
            Order::Less => ordering == Ordering::Less,
            Order::LessOrEqual => ordering != Ordering::Greater,
            Order::Greater => ordering == Ordering::Greater,
            Order::GreaterOrEqual => ordering != Ordering::Less,
        }
    }
}

/// The operators by their names: what they compare, and whether they are negated.
const OPERATORS: [(&str, Family, bool); 27] = [
    ("StringEquals", Family::Text, false),
    ("StringNotEquals", Family::Text, true),
    ("StringEqualsIgnoreCase", Family::TextIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Family::TextIgnoreCase, true),
    ("StringLike", Family::TextLike, false),
    ("StringNotLike", Family::TextLike, true),
    ("NumericEquals", Family::Number(Order::Equal), false),
    ("NumericNotEquals", Family::Number(Order::Equal), true),
    ("NumericLessThan", Family::Number(Order::Less), false),
    (
        "NumericLessThanEquals",
        Family::Number(Order::LessOrEqual),
        false,
    ),
    ("NumericGreaterThan", Family::Number(Order::Greater), false),
    (
        "NumericGreaterThanEquals",
        Family::Number(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Family::Date(Order::Equal), false),
    ("DateNotEquals", Family::Date(Order::Equal), true),
    ("DateLessThan", Family::Date(Order::Less), false),
    (
        "DateLessThanEquals",
        Family::Date(Order::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Family::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Family::Date(Order::GreaterOrEqual),
        false,
    ),
    ("Bool", Family::Bool, false),
    ("BinaryEquals", Family::Binary, false),
    ("IpAddress", Family::Address, false),
    ("NotIpAddress", Family::Address, true),
    ("ArnEquals", Family::Arn, false),
    ("ArnLike", Family::Arn, false),
    ("ArnNotEquals", Family::Arn, true),
    ("ArnNotLike", Family::Arn, true),
    ("Null", Family::Null, false),
];

impl Condition<'_> {
    /// Whether it holds; nothing if there is no such operator.
    pub fn holds(&self, context: &BTreeMap<String, Value>) -> Option<bool> {
        let (for_all, rest) = strip(self.operator, "ForAllValues:");
        let (for_any, rest) = strip(rest, "ForAnyValue:");
        if for_all && for_any {
            return None;
        }
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let (_, family, negated) = *OPERATORS.iter().find(|(known, ..)| *known == name)?;
        if family == Family::Null && if_exists {
            return None;
        }
        let present = variable::lookup(context, self.key);
        let is_absent = present.is_none();
        let requested: Vec<&str> = match present {
            None => Vec::new(),
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(value) => value.as_str().into_iter().collect(),
        };

        // An empty list of values fits nothing but an absent key, even under ForAllValues:Null.
        if self.values.is_empty() && !for_any {
            return Some((if_exists || for_all) && is_absent);
        }
        if family == Family::Null {
            let fits = |value: &String| value.eq_ignore_ascii_case("true") == is_absent;
            return Some(if for_all {
                true
            } else {
                !for_any && self.values.iter().any(fits)
            });
        }
        // Whether an absent key is waved through is unclear here, with or without values: the reading that denies.
        if for_any && is_absent {
            return Some(if_exists && self.is_deny);
        }
        if self.values.is_empty() {
            return Some(false);
        }
        if for_all || for_any {
            let passes: Vec<Pass> = requested
                .iter()
                .map(|x| self.pass(x, family, negated, context))
                .collect();
            if passes.contains(&Pass::Unclear) {
                return Some(self.is_deny);
            }
            return Some(if for_all {
                passes.iter().all(|pass| *pass == Pass::Yes)
            } else {
                passes.contains(&Pass::Yes)
            });
        }
        match present {
            None => Some(if_exists || negated),
            Some(Value::String(x)) => Some(match self.pass(x, family, negated, context) {
                Pass::Yes => true,
                Pass::No => false,
                Pass::Unclear => self.is_deny,
            }),
            Some(_) => Some(false),
        }
    }

    /// One value of the request against the values of the policy, in their order, up to the first that it equals.
    fn pass(
        &self,
        x: &str,
        family: Family,
        negated: bool,
        context: &BTreeMap<String, Value>,
    ) -> Pass {
        let from = |is: bool| if is { Pass::Yes } else { Pass::No };
        match family {
            Family::Number(_) if number::read(x).is_none() => return from(negated),
            Family::Date(_) if date::read(x) == Date::No => return from(negated),
            Family::Address if address::address(x).is_none() => return Pass::No,
            Family::Arn if arn::parts(x).is_none() => return Pass::No,
            Family::Binary if BASE64_STANDARD.decode(x).is_err() => return Pass::No,
            _ => {}
        }
        for value in &self.values {
            match self.hit(x, value, family, context) {
                Pass::Yes => return from(!negated),
                Pass::Unclear => return Pass::Unclear,
                Pass::No => {}
            }
        }
        from(negated)
    }

    /// Whether one value of the request equals one value of the policy.
    fn hit(&self, x: &str, value: &str, family: Family, context: &BTreeMap<String, Value>) -> Pass {
        let from = |is: bool| if is { Pass::Yes } else { Pass::No };
        let takes_variables = matches!(
            family,
            Family::Text | Family::TextIgnoreCase | Family::TextLike | Family::Arn | Family::Bool
        );
        let pieces = match variable::expand(value, self.has_variables && takes_variables, context) {
            Expanded::Malformed => return Pass::Unclear,
            Expanded::Unresolved => return Pass::No,
            Expanded::Pieces(pieces) => pieces,
        };
        let text: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Written(text) | Piece::Substituted(text) => text.as_str(),
            })
            .collect();
        let pattern: Vec<Token> = pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Written(text) => glob::pattern(text),
                Piece::Substituted(text) => glob::literal(text),
            })
            .collect();
        match family {
            Family::Text => from(x == text),
            Family::TextIgnoreCase => from(lowercase::lowercase(x) == lowercase::lowercase(&text)),
            Family::TextLike => from(glob::matches(&pattern, x)),
            Family::Bool => {
                let is_true = |text: &str| text.eq_ignore_ascii_case("true");
                from(is_true(x) == is_true(&text))
            }
            Family::Binary => {
                from(BASE64_STANDARD.decode(x).ok().is_some_and(|bytes| {
                    BASE64_STANDARD.decode(&text).is_ok_and(|own| own == bytes)
                }))
            }
            Family::Address => {
                let address = address::address(x);
                from(address.and_then(|a| address::contains(&text, &a)) == Some(true))
            }
            Family::Number(order) => match (number::read(x), number::read(&text)) {
                (Some(x), Some(own)) => from(order.fits(number::compare(&x, &own))),
                _ => Pass::No,
            },
            Family::Date(order) => match (date::read(x), date::read(&text)) {
                (Date::At(x), Date::At(own)) => from(order.fits(x.cmp(&own))),
                (_, Date::No) => Pass::No,
                _ => Pass::Unclear,
            },
            Family::Arn => arn_hit(x, &pattern),
            Family::Null => Pass::No,
        }
    }
}

/// Part by part, with wildcards in each but the first; a pattern that is no ARN decides by the effect.
fn arn_hit(x: &str, pattern: &[Token]) -> Pass {
    let parts: Vec<&[Token]> = pattern.splitn(6, |token| *token == COLON).collect();
    if parts.len() != 6 || parts[0] != glob::literal("arn") {
        return Pass::Unclear;
    }
    let requested = arn::parts(x).unwrap_or_default();
    let is_hit = parts
        .iter()
        .zip(&requested)
        .all(|(part, text)| glob::matches(part, text));
    if is_hit { Pass::Yes } else { Pass::No }
}

fn strip<'t>(text: &'t str, prefix: &str) -> (bool, &'t str) {
    match text.strip_prefix(prefix) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}
