//! Wildcards and variables in values that decide who is trusted.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive>

use policy::Comparison;

use super::{Condition, Context};
use crate::check::Check;
use crate::check::error::{VARIABLE_USAGE_TOO_PERMISSIVE, WILDCARD_USAGE_TOO_PERMISSIVE};
use crate::report::{Report, Spot};
use crate::tables::global_key;
use crate::variable::{self, Form};

/// Literal characters that must stand before the first open place.
const LITERAL_CHARACTERS_MIN: usize = 6;

/// The texts of both checks, in AWS's order.
const NEEDS_LITERAL_START: usize = 0;
const NOT_ALLOWED: usize = 1;
const NEEDS_COLON: usize = 2;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let Some(operator) = condition.block.operator else {
        return;
    };
    // Under the other operators a value is one text, whatever a variable brings: AWS's own policies compare
    // `aws:ResourceAccount` with `${aws:PrincipalAccount}` that way all over.
    if !matches!(
        operator.comparison,
        Comparison::StringLike | Comparison::Arn { .. }
    ) {
        return;
    }
    for value in &key.values {
        let (variables, wildcards) = open_places(&value.text);
        let mut add = |check: &Check, places: &[(usize, usize)], spot: Spot<'n>| {
            if let Some(text) = fault(&key.folded, &value.text, places) {
                report.add_text(check, text, &[("key", key.name.text)], &[spot]);
            }
        };
        if let Some((start, end)) = variables.first() {
            add(
                &VARIABLE_USAGE_TOO_PERMISSIVE,
                &variables,
                Spot::Part(value.node, *start..*end),
            );
        }
        if !wildcards.is_empty() {
            add(
                &WILDCARD_USAGE_TOO_PERMISSIVE,
                &wildcards,
                value.node.into(),
            );
        }
    }
}

/// Which text says what is wrong with open places, given as byte ranges in order, in a value of the key.
fn fault(folded: &str, value: &str, places: &[(usize, usize)]) -> Option<usize> {
    let (first, _) = places.first()?;
    if global_key::is_sensitive(folded) {
        return Some(NOT_ALLOWED);
    }
    if folded == "aws:userid" {
        // `AROA…:session`: left of the colon stands who it is.
        let colon = colon(value);
        let is_whole_left = places.first() == Some(&(0, colon));
        return (*first < colon && !is_whole_left).then_some(NEEDS_COLON);
    }
    let is_guarded = matches!(
        folded,
        "aws:principalarn"
            | "aws:sourcearn"
            | "aws:principalorgpaths"
            | "aws:resourceorgpaths"
            | "aws:sourceorgpaths"
            | "aws:vpceorgpaths"
    );
    let literal = value.get(..*first).map_or(0, |text| text.chars().count());
    (is_guarded && literal < LITERAL_CHARACTERS_MIN).then_some(NEEDS_LITERAL_START)
}

/// The first colon outside variables, which hold colons of their own; the end if there is none.
fn colon(text: &str) -> usize {
    let inside = variable::spans(text);
    let is_outside = |at: &usize| {
        let before = inside.partition_point(|span| span.end <= *at);
        inside.get(before).is_none_or(|span| span.start > *at)
    };
    let mut colons = text.match_indices(':').map(|(at, _)| at);
    colons.find(is_outside).unwrap_or(text.len())
}

type Places = Vec<(usize, usize)>;

/// The variables and the wildcards of a value.
fn open_places(text: &str) -> (Places, Places) {
    let all = variable::variables(text);
    let is_outside = |at: usize| {
        let before = all.partition_point(|variable| variable.span.end <= at);
        all.get(before)
            .is_none_or(|variable| variable.span.start > at)
    };
    let wildcards = text
        .match_indices(['*', '?'])
        .map(|(at, _)| (at, at + 1))
        .filter(|(at, _)| is_outside(*at))
        .collect();
    let variables = all
        .iter()
        .filter(|variable| variable.form != Form::Escape)
        .map(|variable| (variable.span.start, variable.span.end))
        .collect();
    (variables, wildcards)
}
