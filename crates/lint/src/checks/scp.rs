//! What service control policies may not have.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>

use super::Context;
use crate::check::error::{SCP_SYNTAX_ERROR_ACTION_WILDCARD, SCP_SYNTAX_ERROR_PRINCIPAL};
use crate::document::Statement;
use crate::report::Report;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_service_control() {
        return;
    }
    for principal in statement.principal.iter().flatten() {
        report.add(&SCP_SYNTAX_ERROR_PRINCIPAL, &[], principal.node);
    }
    if !context.scope.scp_wildcards_only_at_end {
        return;
    }
    for action in statement.all_actions() {
        let before_end = action.text.strip_suffix('*').unwrap_or(action.text);
        if before_end.contains(['*', '?']) {
            report.add(
                &SCP_SYNTAX_ERROR_ACTION_WILDCARD,
                &[("action", action.text)],
                action,
            );
        }
    }
}
