//! The values of a condition, converted once, and how each compares with a value of the request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::answers::Typed;
use crate::arn::{self, PARTS};
use crate::context::Context;
use crate::glob::{self, Token};
use crate::literal::{Moment, Network, Number, is_base64, is_true, lowercase};
use crate::operator::{Comparison, Order};
use crate::template::{Shape, Syntax, Template};

/// A value of the policy, converted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    text: Box<str>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Text(Template),
    /// Lower-cased, for texts without variables.
    Lowercase(Box<str>),
    Number(Number),
    Moment(Moment),
    Bool(bool),
    Binary,
    Network(Network),
    Arn(Box<[Template; PARTS]>),
    /// Variables supply the ARN or parts of it.
    LateArn(Template),
    /// Matches nothing.
    Malformed,
    /// Not understood, or an ARN that is none: decides the condition against the caller.
    Closing,
}

/// What one policy value says about one request value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Hit,
    Miss,
    /// The condition as a whole holds in a Deny and fails in an Allow.
    Closes,
}

impl From<bool> for Outcome {
    fn from(is_hit: bool) -> Self {
        if is_hit { Outcome::Hit } else { Outcome::Miss }
    }
}

impl Literal {
    pub(super) fn new(comparison: Comparison, text: &str, variables: bool) -> Self {
        Literal {
            text: text.into(),
            form: Form::new(comparison, text, variables),
        }
    }

    /// The text as it stands in the document; numbers and booleans in their JSON spelling.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled text, for operators that compare texts.
    pub fn template(&self) -> Option<&Template> {
        match &self.form {
            Form::Text(template) | Form::LateArn(template) => Some(template),
            _ => None,
        }
    }

    /// The network, for the IP operators.
    pub fn network(&self) -> Option<&Network> {
        match &self.form {
            Form::Network(network) => Some(network),
            _ => None,
        }
    }

    /// Whether it can match more than one text: it holds a wildcard or a variable.
    pub(crate) fn is_open(&self) -> bool {
        match &self.form {
            Form::Text(template) => template.is_open(),
            Form::Arn(parts) => parts.iter().any(Template::is_open),
            Form::LateArn(_) | Form::Closing => true,
            _ => false,
        }
    }

    /// Whether IAM would refuse to store it under this comparison.
    pub(crate) fn is_malformed(&self) -> bool {
        matches!(self.form, Form::Malformed | Form::Closing)
    }

    /// Whether it is this boolean.
    pub(super) fn is_bool(&self, value: bool) -> bool {
        matches!(self.form, Form::Bool(bool) if bool == value)
    }

    /// Whether it is no value of its type, and matches nothing.
    pub(super) fn is_no_value(&self) -> bool {
        matches!(self.form, Form::Malformed)
    }

    pub(super) fn compare<C: Context + ?Sized>(
        &self,
        value: &Typed<'_>,
        comparison: Comparison,
        context: &C,
    ) -> Outcome {
        match (&self.form, value) {
            (Form::Text(template), Typed::Text(text))
                if comparison == Comparison::StringIgnoreCase =>
            {
                value_of(template, context)
                    .is_some_and(|value| lowercase(&value) == lowercase(text))
                    .into()
            }
            (Form::Text(template), Typed::Text(text)) => {
                template.matches(text, context).unwrap_or(false).into()
            }
            (Form::Text(template), Typed::Bool(value)) => value_of(template, context)
                .is_some_and(|text| is_true(&text) == *value)
                .into(),
            (Form::Lowercase(literal), Typed::Text(text)) => {
                // Most texts are ASCII and need no copy.
                let both_are_ascii = literal.is_ascii() && text.is_ascii();
                let is_equal = if both_are_ascii {
                    literal.eq_ignore_ascii_case(text)
                } else {
                    **literal == *lowercase(text)
                };
                is_equal.into()
            }
            (Form::Number(literal), Typed::Number(number)) => {
                admits(comparison, number.cmp(literal)).into()
            }
            (Form::Moment(literal), Typed::Moment(moment)) => match moment.compare(*literal) {
                Some(ordering) => admits(comparison, ordering).into(),
                None => Outcome::Closes,
            },
            (Form::Bool(literal), Typed::Bool(value)) => (literal == value).into(),
            (Form::Binary, Typed::Text(text)) => (*self.text == **text).into(),
            (Form::Network(network), Typed::Address(address)) => network.contains(*address).into(),
            (Form::Arn(parts), Typed::Arn(arn)) => arn_parts_match(parts, arn, context),
            (Form::LateArn(template), Typed::Arn(arn)) => late_arn_matches(template, arn, context),
            (Form::Closing, _) => Outcome::Closes,
            _ => Outcome::Miss,
        }
    }
}

impl Form {
    fn new(comparison: Comparison, text: &str, variables: bool) -> Self {
        let template = |wildcards| {
            Template::parse(
                text,
                Syntax {
                    wildcards,
                    variables,
                },
            )
        };
        let text_form = |template: Template| match template.shape() {
            Shape::Malformed => Form::Closing,
            _ => Form::Text(template),
        };
        match comparison {
            Comparison::String => text_form(template(false)),
            Comparison::StringLike => text_form(template(true)),
            Comparison::StringIgnoreCase => match template(false) {
                template if template.shape() == Shape::Literal => {
                    Form::Lowercase(lowercase(template.head()).into())
                }
                template => text_form(template),
            },
            // The pages disagree on whether Bool expands variables; expanding is the richer reading.
            Comparison::Bool => match template(false) {
                template if template.shape() == Shape::Literal => Form::Bool(is_true(text)),
                template => text_form(template),
            },
            Comparison::Null => Form::Bool(is_true(text)),
            Comparison::Numeric(_) => Number::parse(text).map_or(Form::Malformed, Form::Number),
            Comparison::Date(_) => Moment::parse(text).map_or(Form::Malformed, Form::Moment),
            Comparison::Binary => {
                if is_base64(text) {
                    Form::Binary
                } else {
                    Form::Malformed
                }
            }
            Comparison::IpAddress => Network::parse(text).map_or(Form::Malformed, Form::Network),
            Comparison::Arn { .. } => arn_form(template(true)),
        }
    }
}

fn arn_form(template: Template) -> Form {
    if template.shape() == Shape::Malformed {
        return Form::Closing;
    }
    let has_variables = template.shape() == Shape::Variables;
    let parts = arn::split_pieces(template.pieces());
    // A variable may bring colons with it, so a part with one is only known once its value is.
    if has_variables {
        return Form::LateArn(template);
    }
    let Some(parts) = arn::six(parts) else {
        return Form::Closing;
    };
    match parts.first() {
        Some(first) if first.shape() == Shape::Literal && first.head() == "arn" => Form::Arn(parts),
        _ => Form::Closing,
    }
}

fn arn_parts_match<C: Context + ?Sized>(
    parts: &[Template; PARTS],
    arn: &[&str; PARTS],
    context: &C,
) -> Outcome {
    parts
        .iter()
        .zip(arn)
        .rev()
        .all(|(template, part)| template.matches(part, context).unwrap_or(false))
        .into()
}

#[inline(never)]
fn late_arn_matches<C: Context + ?Sized>(
    template: &Template,
    arn: &[&str; PARTS],
    context: &C,
) -> Outcome {
    let Some(tokens) = template.resolve(context) else {
        return Outcome::Miss;
    };
    let parts = arn::split_tokens(&tokens);
    if !arn::is_arn(&parts) {
        return Outcome::Closes;
    }
    parts
        .iter()
        .zip(arn)
        .all(|(tokens, part)| glob::matches(tokens, part))
        .into()
}

/// The text of a template without wildcards.
#[inline(never)]
fn value_of<C: Context + ?Sized>(template: &Template, context: &C) -> Option<String> {
    let tokens = template.resolve(context)?;
    let texts = tokens.iter().filter_map(|token| match token {
        Token::Text(text) => Some(*text),
        Token::Star | Token::One => None,
    });
    Some(texts.collect())
}

fn admits(comparison: Comparison, ordering: std::cmp::Ordering) -> bool {
    match comparison {
        Comparison::Numeric(order) | Comparison::Date(order) => order.admits(ordering),
        _ => Order::Equal.admits(ordering),
    }
}
