//! Trust in GitHub's workflows: which repository and branch may assume the role.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub>

use super::{Condition, Context};
use crate::check::warning::SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED;
use crate::report::Report;

const SUBJECT: &str = "token.actions.githubusercontent.com:sub";
const REFERENCE: &str = "token.actions.githubusercontent.com:ref";

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    if !context.scope.is_trust() || condition.key.folded != SUBJECT || !condition.statement.allows()
    {
        return;
    }
    let branch_is_closed = condition.statement.conditions().any(|(_, key)| {
        key.folded == REFERENCE
            && !key.values.is_empty()
            && !key.values.iter().any(|value| has_wildcard(&value.text))
    });
    for value in &condition.key.values {
        if is_open(&value.text, branch_is_closed) {
            report.add(
                &SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED,
                &[],
                value.node,
            );
        }
    }
}

/// Whether a subject, `repo:owner/repository:what`, leaves the repository or the branch open.
fn is_open(subject: &str, branch_is_closed: bool) -> bool {
    let repository_and_rest = subject.strip_prefix("repo:").unwrap_or(subject);
    let (repository, rest) = repository_and_rest
        .split_once(':')
        .unwrap_or((repository_and_rest, ""));
    // `owner/repository*` may end in any repository of such a name, and in any branch.
    has_wildcard(repository) || has_wildcard(rest) && !branch_is_closed
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}
