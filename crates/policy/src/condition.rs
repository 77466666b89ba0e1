//! One condition: an operator, a key and the values of the policy, compared with the request's.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

use crate::arn::{self, PARTS};
use crate::context::{Context, Value, fold_key};
use crate::glob::{self, Token, Tokens};
use crate::literal::{Address, Moment, Network, Number, is_base64, is_true, lowercase};
use crate::operator::{Comparison, Operator, Order, SetOperator};
use crate::statement::Effect;
use crate::template::{Shape, Syntax, Template};

/// One operator applied to one key. A block of several operators and keys is the conjunction of such conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    operator: Operator,
    key: Box<str>,
    folded_key: Box<str>,
    literals: Box<[Literal]>,
}

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
enum Outcome {
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

impl Condition {
    pub(crate) fn new(operator: Operator, key: &str, values: &[String], variables: bool) -> Self {
        let literals = values
            .iter()
            .map(|text| Literal::new(operator.comparison, text, variables))
            .collect();
        Condition {
            operator,
            key: key.into(),
            folded_key: fold_key(key).into(),
            literals,
        }
    }

    /// The operator.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// The key, in the document's spelling.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key as contexts are asked for it.
    pub fn folded_key(&self) -> &str {
        &self.folded_key
    }

    /// The values in their order.
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// Whether the condition holds, in a statement of this effect.
    pub(crate) fn holds<C: Context + ?Sized>(&self, effect: Effect, context: &C) -> bool {
        let value = match context.get(&self.folded_key) {
            Some(Value::Many(values)) if values.is_empty() => None,
            value => value,
        };
        let is_absent = value.is_none();
        let Operator {
            set,
            comparison,
            is_negated,
            if_exists,
        } = self.operator;
        if self.literals.is_empty() {
            return is_absent && self.holds_without_literals(effect);
        }
        match set {
            Some(SetOperator::ForAllValues) if comparison == Comparison::Null => true,
            Some(SetOperator::ForAnyValue) if comparison == Comparison::Null => false,
            None if comparison == Comparison::Null => self
                .literals
                .iter()
                .any(|literal| literal.form == Form::Bool(is_absent)),
            // Whether IfExists rescues ForAnyValue on an absent key is told both ways; the closing reading it is.
            Some(SetOperator::ForAnyValue) if is_absent => if_exists && effect == Effect::Deny,
            Some(set) => self.holds_for(set, each(value), effect, context),
            None => match value {
                None => if_exists || is_negated,
                // AWS was observed: a plain operator never matches a multivalued key, negated or not.
                Some(Value::Many(_)) => false,
                Some(Value::One(value)) => self
                    .passes(value, context)
                    .unwrap_or(effect == Effect::Deny),
            },
        }
    }

    /// An empty list of values, on an absent key.
    fn holds_without_literals(&self, effect: Effect) -> bool {
        match self.operator.set {
            Some(SetOperator::ForAllValues) => true,
            Some(SetOperator::ForAnyValue) => self.operator.if_exists && effect == Effect::Deny,
            None => self.operator.if_exists,
        }
    }

    /// Whether all or some values of the request pass. One that cannot be judged decides alone, wherever it stands among
    /// the others.
    fn holds_for<'v, C: Context + ?Sized>(
        &self,
        set: SetOperator,
        values: impl Iterator<Item = &'v str>,
        effect: Effect,
        context: &C,
    ) -> bool {
        let (mut all_pass, mut some_pass) = (true, false);
        for value in values {
            let Some(passes) = self.passes(value, context) else {
                return effect == Effect::Deny;
            };
            all_pass &= passes;
            some_pass |= passes;
        }
        match set {
            SetOperator::ForAllValues => all_pass,
            SetOperator::ForAnyValue => some_pass,
        }
    }

    /// Whether one value of the request passes: some literal matches, or for a negated operator none does. `None`: that
    /// cannot be told, and the condition holds in a Deny and fails in an Allow.
    fn passes<C: Context + ?Sized>(&self, value: &str, context: &C) -> Option<bool> {
        let Some(value) = Typed::new(self.operator.comparison, value) else {
            // What is no number or date is unequal to every one; what is no address, ARN or base64 satisfies nothing.
            // In AWS's simulator what is no number satisfies nothing either.
            let is_ordered = match self.operator.comparison {
                Comparison::Numeric(_) => !context.is_simulated(),
                Comparison::Date(_) => true,
                _ => false,
            };
            return Some(is_ordered && self.operator.is_negated);
        };
        for literal in &self.literals {
            // AWS's simulator was observed to give up at a malformed address, before any negation.
            let is_address = matches!(value, Typed::Address(_));
            if is_address && literal.form == Form::Malformed && context.is_simulated() {
                return Some(false);
            }
            match literal.compare(&value, self.operator.comparison, context) {
                Outcome::Hit => return Some(!self.operator.is_negated),
                Outcome::Miss => {}
                Outcome::Closes => return None,
            }
        }
        Some(self.operator.is_negated)
    }
}

fn each(value: Option<Value<'_>>) -> impl Iterator<Item = &str> {
    value.into_iter().flat_map(Value::iter)
}

/// A value of the request, converted as the operator asks.
enum Typed<'a> {
    Text(&'a str),
    Number(Number),
    Moment(Moment),
    Bool(bool),
    Address(Address),
    Arn([&'a str; PARTS]),
}

impl<'a> Typed<'a> {
    /// `None`: not convertible.
    fn new(comparison: Comparison, text: &'a str) -> Option<Self> {
        Some(match comparison {
            Comparison::String
            | Comparison::StringIgnoreCase
            | Comparison::StringLike
            | Comparison::Null => Typed::Text(text),
            Comparison::Numeric(_) => Typed::Number(Number::parse(text)?),
            Comparison::Date(_) => Typed::Moment(Moment::parse(text)?),
            Comparison::Bool => Typed::Bool(is_true(text)),
            Comparison::Binary => Typed::Text(Some(text).filter(|text| is_base64(text))?),
            Comparison::IpAddress => Typed::Address(Address::parse(text)?),
            Comparison::Arn { .. } => Typed::Arn(arn::split(text)?),
        })
    }
}

impl Literal {
    fn new(comparison: Comparison, text: &str, variables: bool) -> Self {
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

    fn compare<C: Context + ?Sized>(
        &self,
        value: &Typed<'_>,
        comparison: Comparison,
        context: &C,
    ) -> Outcome {
        match (&self.form, value) {
            (Form::Text(template), Typed::Text(text))
                if comparison == Comparison::StringIgnoreCase =>
            {
                template
                    .resolve(context)
                    .is_some_and(|tokens| lowercase(&concatenate(&tokens)) == lowercase(text))
                    .into()
            }
            (Form::Text(template), Typed::Text(text)) => {
                template.matches(text, context).unwrap_or(false).into()
            }
            (Form::Text(template), Typed::Bool(value)) => template
                .resolve(context)
                .is_some_and(|tokens| is_true(&concatenate(&tokens)) == *value)
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

fn concatenate(tokens: &Tokens<'_>) -> String {
    tokens
        .iter()
        .filter_map(|token| match token {
            Token::Text(text) => Some(*text),
            Token::Star | Token::One => None,
        })
        .collect()
}

fn admits(comparison: Comparison, ordering: std::cmp::Ordering) -> bool {
    match comparison {
        Comparison::Numeric(order) | Comparison::Date(order) => order.admits(ordering),
        _ => Order::Equal.admits(ordering),
    }
}
