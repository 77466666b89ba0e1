//! What is written twice: actions and resources that another entry covers, statements that say the same.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use std::collections::{BTreeMap, BTreeSet, HashMap};

use policy::{Json, Node};

use super::Context;
use crate::check::suggestion::{REDUNDANT_ACTION, REDUNDANT_RESOURCE, REDUNDANT_STATEMENT};
use crate::document::{List, Statement, Text};
use crate::pattern::{Budget, Pattern};
use crate::report::{Report, Spot};

pub(super) fn lists<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for list in statement.action.iter().flatten() {
        let redundant = redundant(list, true, context.budget);
        if let Some(sample) = redundant.first() {
            let count = redundant.len().to_string();
            let fill = [
                ("redundantActionCount", count.as_str()),
                ("redundantAction", sample.text),
            ];
            report.add_at(&REDUNDANT_ACTION, &fill, &spots(&redundant));
        }
    }
    for list in statement.resource.iter().flatten() {
        let redundant = redundant(list, false, context.budget);
        if !redundant.is_empty() {
            let count = redundant.len().to_string();
            report.add_at(
                &REDUNDANT_RESOURCE,
                &[("redundantResourceCount", &count)],
                &spots(&redundant),
            );
        }
    }
}

fn spots<'n>(texts: &[Text<'n>]) -> Vec<Spot<'n>> {
    texts.iter().map(|text| (*text).into()).collect()
}

/// The entries that another one covers. Of two that cover each other the later one is redundant.
fn redundant<'n>(list: &List<'n>, is_action: bool, budget: &Budget) -> Vec<Text<'n>> {
    if list.items.len() < 2 {
        return Vec::new();
    }
    let patterns: Vec<Pattern> = list
        .items
        .iter()
        .map(|item| match is_action {
            true => Pattern::new(&item.text.to_ascii_lowercase()),
            false => Pattern::new(item.text),
        })
        .collect();
    let mut first: HashMap<&Pattern, usize> = HashMap::new();
    // Only a pattern covers what it is not, and only what begins as it does: so few pairs are compared.
    let mut by_head: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, pattern) in patterns.iter().enumerate() {
        let is_first = *first.entry(pattern).or_insert(i) == i;
        if is_first && !pattern.is_literal() {
            by_head.entry(pattern.head()).or_default().push(i);
        }
    }
    let lengths: BTreeSet<usize> = by_head.keys().map(String::len).collect();
    let covered = |i: usize, pattern: &Pattern| {
        if first.get(pattern).is_some_and(|first| *first != i) {
            return true;
        }
        let head = pattern.head();
        lengths.range(..=head.len()).any(|length| {
            let wide = head.get(..*length).and_then(|head| by_head.get(head));
            let wide = wide.into_iter().flatten();
            wide.take_while(|_| !budget.is_spent()).any(|j| {
                let wide = patterns.get(*j).filter(|_| *j != i);
                wide.is_some_and(|wide| {
                    wide.covers(pattern, budget) && (*j < i || !pattern.covers(wide, budget))
                })
            })
        })
    };
    let items = list.items.iter().zip(&patterns).enumerate();
    items
        .filter(|(i, (_, pattern))| covered(*i, pattern))
        .map(|(_, (item, _))| *item)
        .collect()
}

/// Statements that are the same but for order, case where it does not count, and their ids.
pub(super) fn statements<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    let mut same: HashMap<String, Vec<Spot<'n>>> = HashMap::new();
    let mut order = Vec::new();
    for statement in &context.document.statements {
        let mut form = String::new();
        write_members(statement.node, Case::Kept, &mut form);
        let spots = same.entry(form.clone()).or_default();
        if spots.is_empty() {
            order.push(form);
        }
        spots.push(statement.node.into());
    }
    for spots in order
        .iter()
        .filter_map(|form| same.get(form))
        .filter(|spots| spots.len() > 1)
    {
        report.add_at(&REDUNDANT_STATEMENT, &[], spots);
    }
}

/// Whether case counts in an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Kept,
    /// In the strings: actions.
    Folded,
    /// In the names of the members two levels down: condition keys.
    FoldedNames(u8),
}

/// The one form of an object: members by name, ids of statements left out.
fn write_members(node: &Node, case: Case, out: &mut String) {
    let Json::Object(members) = &node.value else {
        return;
    };
    let folds = case == Case::FoldedNames(0);
    let sorted: BTreeMap<String, (&str, &Node)> = members
        .iter()
        .filter(|(name, _)| name != "Sid")
        .map(|(name, value)| {
            (
                if folds {
                    name.to_ascii_lowercase()
                } else {
                    name.clone()
                },
                (name.as_str(), value),
            )
        })
        .collect();
    out.push('{');
    for (form, (name, value)) in sorted {
        let inner = match (case, name) {
            (Case::Kept, "Action" | "NotAction") => Case::Folded,
            (Case::Kept, "Condition") => Case::FoldedNames(1),
            (Case::FoldedNames(1), _) => Case::FoldedNames(0),
            _ => Case::Kept,
        };
        write_string(&form, out);
        write_value(value, inner, out);
    }
    out.push('}');
}

/// The one form of a value: a scalar is a list of one, and a list has no order.
fn write_value(node: &Node, case: Case, out: &mut String) {
    if matches!(node.value, Json::Object(_)) {
        write_members(node, case, out);
        return;
    }
    let mut forms = BTreeSet::new();
    for item in node.items() {
        let mut form = String::new();
        match &item.value {
            Json::String(text) if case == Case::Folded => {
                write_string(&text.to_ascii_lowercase(), &mut form)
            }
            Json::String(text) | Json::Number(text) => write_string(text, &mut form),
            Json::Bool(is_true) => write_string(if *is_true { "true" } else { "false" }, &mut form),
            Json::Null => form.push('0'),
            Json::Object(_) => write_members(item, case, &mut form),
            Json::Array(_) => write_value(item, case, &mut form),
        }
        forms.insert(form);
    }
    out.push('[');
    out.extend(forms);
    out.push(']');
}

/// Length and text, so that no text can pass for two.
fn write_string(text: &str, out: &mut String) {
    out.push_str(&text.len().to_string());
    out.push(':');
    out.push_str(text);
}
