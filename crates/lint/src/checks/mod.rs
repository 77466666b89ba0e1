//! The checks, a family in each file, and the order in which they look at a document.
//!
//! A check is a function from what it looks at to findings; it knows its codes from [`crate::check`] and nothing of the
//! other checks. Findings are put in the document's order afterwards, so the order here only matters for findings about
//! one place.

mod action;
mod always;
mod arn;
mod attached;
mod audience;
mod condition_key;
mod condition_operator;
mod condition_type;
mod condition_value;
mod context_key;
mod github;
mod ip_address;
mod pass_role;
mod permissive;
mod principal;
mod rcp;
mod redundant;
mod scp;
mod service_principal;
mod sid;
mod size;
mod structure;
mod tag_support;
mod trust;
mod unsupported_key;
mod value_form;
mod variable;
mod version;

use crate::document::{Block, Document, Key, Statement};
use crate::pattern::{Budget, Pattern};
use crate::report::Report;
use crate::scope::Scope;

/// What every check may look at.
pub(crate) struct Context<'c, 'n> {
    pub(crate) scope: &'c Scope,
    /// The document's text.
    pub(crate) source: &'c str,
    pub(crate) document: &'c Document<'n>,
    /// What comparing patterns may still cost.
    pub(crate) budget: &'c Budget,
    /// What looking for the names that were meant may still cost.
    pub(crate) suggestions: &'c Budget,
}

type OnDocument = for<'c, 'n> fn(&Context<'c, 'n>, &mut Report<'n>);
type OnStatement = for<'c, 'n> fn(&Context<'c, 'n>, &Statement<'n>, &mut Report<'n>);
type OnCondition = for<'c, 's, 'n> fn(&Context<'c, 'n>, &Condition<'s, 'n>, &mut Report<'n>);

/// One key under one operator of one statement.
pub(crate) struct Condition<'c, 'n> {
    pub(crate) statement: &'c Statement<'n>,
    pub(crate) block: &'c Block<'n>,
    pub(crate) key: &'c Key<'n>,
}

const ON_DOCUMENT: &[OnDocument] = &[
    version::check,
    size::check,
    sid::unique,
    structure::statements,
    redundant::statements,
    trust::roles_anywhere,
];

const ON_STATEMENT: &[OnStatement] = &[
    structure::statement,
    sid::check,
    principal::check,
    trust::check,
    trust::actions_and_principals,
    trust::missing_action_for_key,
    trust::provider_conditions,
    scp::check,
    rcp::check,
    rcp::related_keys,
    action::check,
    arn::check,
    attached::check,
    pass_role::check,
    redundant::lists,
    condition_operator::check,
    condition_key::duplicates,
    tag_support::check,
    unsupported_key::check,
    service_principal::check,
    context_key::check,
    variable::outside_values,
    variable::in_resources,
];

const ON_CONDITION: &[OnCondition] = &[
    condition_operator::empty_values,
    condition_key::check,
    condition_type::check,
    condition_value::check,
    value_form::check,
    ip_address::check,
    always::check,
    permissive::check,
    audience::check,
    github::check,
    attached::irrelevant_key,
    context_key::on_condition,
    variable::in_condition,
];

/// Runs every check.
pub(crate) fn run<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    for check in ON_DOCUMENT {
        check(context, report);
    }
    for statement in &context.document.statements {
        for check in ON_STATEMENT {
            check(context, statement, report);
        }
        for (block, key) in statement.conditions() {
            let condition = Condition {
                statement,
                block,
                key,
            };
            for check in ON_CONDITION {
                check(context, &condition, report);
            }
        }
    }
}

impl Context<'_, '_> {
    /// Whether an action's text, wildcards and all, includes the action, which is given in lower case.
    pub(crate) fn includes(&self, text: &str, action: &str) -> bool {
        let pattern = Pattern::new(&text.to_ascii_lowercase());
        pattern.covers(&Pattern::new(action), self.budget)
    }
}
