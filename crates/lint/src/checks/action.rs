//! Whether there are such actions.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use shapes::catalog::{self, Service};

use super::Context;
use crate::catalog::{Named, matching, named};
use crate::check::error::{INVALID_ACTION, INVALID_SERVICE_IN_ACTION};
use crate::check::suggestion::WILDCARD_IN_SERVICE_NAME;
use crate::document::{Statement, Text};
use crate::nearest::nearest;
use crate::pattern::Pattern;
use crate::report::{Report, Spot};
use crate::tables::api_name;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for action in statement.all_actions() {
        match named(action.text) {
            Named::Everything | Named::One(_) => {}
            Named::Unreadable if action.text.contains("${") => {}
            Named::Unreadable => report.add_text(
                &INVALID_ACTION,
                1,
                &[("action", action.text)],
                &[action.into()],
            ),
            Named::Services => over_services(context, action, report),
            Named::NoService => no_service(context, action, report),
            Named::NoAction(service) => no_action(context, service, action, report),
            Named::Pattern(service) => {
                let matches_nothing = matching(service, action.text, context.budget)
                    .next()
                    .is_none()
                    && !context.budget.is_spent();
                if matches_nothing && !action.text.ends_with(":*") {
                    report.add_text(
                        &INVALID_ACTION,
                        1,
                        &[("action", action.text)],
                        &[action.into()],
                    );
                }
            }
        }
    }
}

fn over_services<'n>(context: &Context<'_, 'n>, action: Text<'n>, report: &mut Report<'n>) {
    let (prefix, _) = action.text.split_once(':').unwrap_or((action.text, ""));
    let pattern = Pattern::new(&prefix.to_ascii_lowercase());
    let is_some_service = |service: &Service| {
        pattern.covers(&Pattern::new(service.prefix), context.budget) || context.budget.is_spent()
    };
    if catalog::services().iter().any(is_some_service) {
        report.add(
            &WILDCARD_IN_SERVICE_NAME,
            &[],
            Spot::Part(action.node, 0..prefix.len()),
        );
    } else {
        no_service(context, action, report);
    }
}

fn no_service<'n>(context: &Context<'_, 'n>, action: Text<'n>, report: &mut Report<'n>) {
    let (prefix, _) = action.text.split_once(':').unwrap_or((action.text, ""));
    let services = catalog::services().iter().map(|service| service.prefix);
    let near = nearest(prefix, services, context.suggestions);
    let fill = [("service", prefix), ("service2", near.unwrap_or_default())];
    report.add_text(
        &INVALID_SERVICE_IN_ACTION,
        usize::from(near.is_none()),
        &fill,
        &[action.into()],
    );
}

fn no_action<'n>(
    context: &Context<'_, 'n>,
    service: &'static Service,
    action: Text<'n>,
    report: &mut Report<'n>,
) {
    let name = action.text.split_once(':').map_or("", |(_, name)| name);
    if let Some((api, meant)) = api_name::action_of(service.prefix, name) {
        let fill = [
            ("action", action.text),
            ("valid_action", meant),
            ("api", api),
        ];
        report.add_text(&INVALID_ACTION, 2, &fill, &[action.into()]);
        return;
    }
    let near = nearest(
        name,
        service.actions().iter().map(|action| action.name),
        context.suggestions,
    );
    let meant = near
        .map(|near| format!("{}:{near}", service.prefix))
        .unwrap_or_default();
    let fill = [("action", action.text), ("valid_action", meant.as_str())];
    report.add_text(
        &INVALID_ACTION,
        usize::from(near.is_none()),
        &fill,
        &[action.into()],
    );
}
