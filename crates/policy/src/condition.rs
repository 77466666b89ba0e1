//! One condition: an operator, a key and the values of the policy, compared with the request's.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

mod answers;
mod literal;

pub(crate) use answers::Answers;
use answers::Typed;
pub use literal::Literal;
use literal::Outcome;

use crate::context::{Context, Value, fold_key};
use crate::fingerprint::Fingerprint;
use crate::operator::{Comparison, Operator, SetOperator};
use crate::statement::Effect;

/// One operator applied to one key. A block of several operators and keys is the conjunction of such conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    operator: Operator,
    key: Box<str>,
    folded_key: Box<str>,
    fingerprint: Fingerprint,
    literals: Box<[Literal]>,
}

impl Condition {
    pub(crate) fn new(operator: Operator, key: &str, values: &[String], variables: bool) -> Self {
        let literals = values
            .iter()
            .map(|text| Literal::new(operator.comparison, text, variables))
            .collect();
        let folded_key: Box<str> = fold_key(key).into();
        Condition {
            operator,
            key: key.into(),
            fingerprint: Fingerprint::of(folded_key.as_bytes()),
            folded_key,
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
    pub(crate) fn holds<'r, C: Context + ?Sized>(
        &'r self,
        effect: Effect,
        context: &'r C,
        answers: &mut Answers<'r>,
    ) -> bool {
        let (value, converted) = answers.to(&self.folded_key, self.fingerprint, context);
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
                .any(|literal| literal.is_bool(is_absent)),
            // Whether IfExists rescues ForAnyValue on an absent key is told both ways; the closing reading it is.
            Some(SetOperator::ForAnyValue) if is_absent => if_exists && effect == Effect::Deny,
            Some(set) => self.holds_for(set, each(value), effect, context),
            None => match value {
                None => if_exists || is_negated,
                // AWS was observed: a plain operator never matches a multivalued key, negated or not.
                Some(Value::Many(_)) => false,
                Some(Value::One(value)) => {
                    let passes = match converted.filter(|_| Typed::is_worth_keeping(comparison)) {
                        Some(converted) => self.passes(converted.get(value, comparison), context),
                        None => self.passes(Typed::new(value, comparison).as_ref(), context),
                    };
                    passes.unwrap_or(effect == Effect::Deny)
                }
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
            let typed = Typed::new(value, self.operator.comparison);
            let Some(passes) = self.passes(typed.as_ref(), context) else {
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
    fn passes<C: Context + ?Sized>(&self, value: Option<&Typed<'_>>, context: &C) -> Option<bool> {
        let Some(value) = value else {
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
            if is_address && literal.is_no_value() && context.is_simulated() {
                return Some(false);
            }
            match literal.compare(value, self.operator.comparison, context) {
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
