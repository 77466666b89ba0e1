//! What the context said, remembered for one decision: each key is asked for once and its value is converted once,
//! however many conditions look at it.

use std::mem::{Discriminant, discriminant};

use crate::arn::{self, PARTS};
use crate::context::{Context, Value};
use crate::fingerprint::Fingerprint;
use crate::literal::{Address, Moment, Number, is_base64, is_true};
use crate::operator::Comparison;
use crate::text::equal;

/// So many keys are remembered. Hardly any policies ask for more; then all others share one place.
const REMEMBERED: usize = 6;

/// The answers of one context.
#[derive(Default)]
pub(crate) struct Answers<'r> {
    known: [Option<Answer<'r>>; REMEMBERED],
    /// Beside what is known.
    converted: [Converted<'r>; REMEMBERED],
}

/// What the context said to one key.
#[derive(Clone, Copy)]
struct Answer<'r> {
    key: &'r str,
    fingerprint: Fingerprint,
    value: Option<Value<'r>>,
}

/// A single value as some comparison wanted it; it is rare that another wants it otherwise.
#[derive(Default)]
pub(super) struct Converted<'r>(Option<(Discriminant<Comparison>, Option<Typed<'r>>)>);

impl<'r> Answers<'r> {
    /// The answer to a folded key, and where it is kept in converted form.
    pub(super) fn to<C: Context + ?Sized>(
        &mut self,
        key: &'r str,
        fingerprint: Fingerprint,
        context: &'r C,
    ) -> (Option<Value<'r>>, Option<&mut Converted<'r>>) {
        for (known, converted) in self.known.iter_mut().zip(&mut self.converted) {
            match known {
                Some(answer) if answer.fingerprint == fingerprint && equal(answer.key, key) => {
                    return (answer.value, Some(converted));
                }
                Some(_) => {}
                None => {
                    let value = ask(key, context);
                    *known = Some(Answer {
                        key,
                        fingerprint,
                        value,
                    });
                    return (value, Some(converted));
                }
            }
        }
        (ask(key, context), None)
    }
}

fn ask<'r, C: Context + ?Sized>(key: &str, context: &'r C) -> Option<Value<'r>> {
    match context.get(key)? {
        Value::Many(values) if values.is_empty() => None,
        value => Some(value),
    }
}

impl<'r> Converted<'r> {
    /// The value as the comparison wants it. `None`: not convertible.
    pub(super) fn get(&mut self, value: &'r str, comparison: Comparison) -> Option<&Typed<'r>> {
        let wanted = discriminant(&comparison);
        if self.0.as_ref().is_none_or(|(known, _)| *known != wanted) {
            self.0 = Some((wanted, Typed::new(value, comparison)));
        }
        self.0.as_ref().and_then(|(_, typed)| typed.as_ref())
    }
}

/// A value of the request, converted as the operator asks.
pub(super) enum Typed<'a> {
    Text(&'a str),
    Number(Number),
    Moment(Moment),
    Bool(bool),
    Address(Address),
    Arn([&'a str; PARTS]),
}

impl<'a> Typed<'a> {
    /// Whether converting costs more than keeping what came of it.
    pub(super) fn is_worth_keeping(comparison: Comparison) -> bool {
        matches!(
            comparison,
            Comparison::Numeric(_)
                | Comparison::Date(_)
                | Comparison::Binary
                | Comparison::IpAddress
                | Comparison::Arn { .. }
        )
    }

    /// `None`: not convertible.
    pub(super) fn new(text: &'a str, comparison: Comparison) -> Option<Self> {
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
