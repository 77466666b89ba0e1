//! Passing any role to any service, and creating any service-linked role.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
//!
//! Both actions have six codes: the action written out, covered by a pattern, or left in by NotAction; on what NotResource
//! leaves, or on a wildcard.

use super::Context;
use crate::arn::{Arn, Field};
use crate::check::Check;
use crate::check::security_warning::{
    PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE, PASS_ROLE_WITH_NOT_RESOURCE,
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE, PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE,
    PASS_ROLE_WITH_STAR_IN_RESOURCE, PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
};
use crate::check::warning::{
    CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE, CREATE_SLR_WITH_NOT_RESOURCE,
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE, CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE,
    CREATE_SLR_WITH_STAR_IN_RESOURCE, CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
};
use crate::document::{Statement, Text};
use crate::report::{Report, Spot};
use crate::scope::PolicyType;

/// One of the two actions.
struct Family {
    /// In lower case.
    action: &'static str,
    /// A condition on this key, in lower case, makes a wildcard in the resource harmless.
    key: &'static str,
    is_wide: fn(&str) -> bool,
    /// With NotResource, then with a wildcard in Resource; each for the action written out, covered by a pattern, and left
    /// in by NotAction.
    checks: [[Check; 3]; 2],
    /// Whether the first of the checks is made in more than identity policies.
    is_first_for_others: bool,
}

const FAMILIES: [Family; 2] = [
    Family {
        action: "iam:passrole",
        key: "iam:passedtoservice",
        is_wide: is_any_role,
        checks: [
            [
                PASS_ROLE_WITH_NOT_RESOURCE,
                PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
                PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE,
            ],
            [
                PASS_ROLE_WITH_STAR_IN_RESOURCE,
                PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE,
                PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
            ],
        ],
        is_first_for_others: false,
    },
    Family {
        action: "iam:createservicelinkedrole",
        key: "iam:awsservicename",
        is_wide: is_any_service_linked_role,
        checks: [
            [
                CREATE_SLR_WITH_NOT_RESOURCE,
                CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
                CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE,
            ],
            [
                CREATE_SLR_WITH_STAR_IN_RESOURCE,
                CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE,
                CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
            ],
        ],
        is_first_for_others: true,
    },
];

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if statement.allows() {
        for family in &FAMILIES {
            one(family, context, statement, report);
        }
    }
}

fn one<'n>(
    family: &Family,
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let Some((how, action)) = action_of(family, context, statement) else {
        return;
    };
    let (column, resource) = if let Some(list) = &statement.resource[1] {
        (0, Spot::Value(list.node))
    } else {
        let resources = statement.resource[0]
            .as_ref()
            .map_or(&[][..], |list| list.items.as_slice());
        let Some(wide) = resources
            .iter()
            .find(|resource| (family.is_wide)(resource.text))
        else {
            return;
        };
        if statement.has_key(family.key) {
            return;
        }
        (1, (*wide).into())
    };
    let is_in_scope = match context.scope.policy_type {
        PolicyType::Identity => true,
        PolicyType::Resource | PolicyType::ServiceControl => {
            family.is_first_for_others && (column, how) == (0, 0)
        }
        PolicyType::ResourceControl => false,
    };
    let check = family.checks.get(column).and_then(|row| row.get(how));
    if let Some(check) = check.filter(|_| is_in_scope) {
        report.add_at(check, &[], &[action, resource]);
    }
}

/// How the statement includes the action: 0 written out, 1 by a pattern, 2 because NotAction leaves it.
fn action_of<'n>(
    family: &Family,
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
) -> Option<(usize, Spot<'n>)> {
    if let Some(list) = &statement.action[1] {
        let is_excluded = list
            .items
            .iter()
            .any(|item| context.includes(item.text, family.action));
        return (!is_excluded).then_some((2, Spot::Value(list.node)));
    }
    let find = |is: &dyn Fn(&Text<'n>) -> bool| {
        statement
            .actions()
            .iter()
            .copied()
            .find(|action| is(action))
    };
    if let Some(action) = find(&|action| action.text.eq_ignore_ascii_case(family.action)) {
        return Some((0, action.into()));
    }
    find(&|action| action.text.contains(['*', '?']) && context.includes(action.text, family.action))
        .map(|action| (1, action.into()))
}

/// The resource part of a role's ARN, or of one that may be a role's.
fn role_part(text: &str) -> Option<&str> {
    let arn = Arn::parse(text)?;
    let is_iam = arn
        .literal(Field::Service)
        .is_none_or(|service| service == "iam");
    is_iam.then(|| arn.field(Field::Resource))
}

/// `*`, or roles of any name. `role/Service*` names a kind of roles and passes.
fn is_any_role(text: &str) -> bool {
    if text == "*" {
        return true;
    }
    let Some(resource) = role_part(text) else {
        return false;
    };
    match resource.strip_prefix("role/") {
        Some(path) => path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with(['*', '?'])),
        // `*`, `ro*`: roles are among what it names.
        None => resource
            .split_once(['*', '?'])
            .is_some_and(|(head, _)| "role/".starts_with(head)),
    }
}

/// `*`, or a wildcard before the name of the service-linked role, which says the service.
fn is_any_service_linked_role(text: &str) -> bool {
    if text == "*" {
        return true;
    }
    role_part(text).is_some_and(|resource| {
        let before = resource
            .split("AWSServiceRoleFor")
            .next()
            .unwrap_or(resource);
        before.contains(['*', '?'])
    })
}
