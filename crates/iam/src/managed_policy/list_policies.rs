//! ListPolicies: the managed policies of the account, then those of AWS, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use names::{AccountId, Arn};
use pipeline::{Allowed, Context, Demand, Operation, Page, Printed, ReadOnly};
use records::policies::AnyPolicy;
use records::{ReadTx, Reads, aws_managed, policies};
use shapes::iam::{
    ListPoliciesError, ListPoliciesRequest, ListPoliciesResponse, PolicyScopeType, PolicyUsageType,
};
use wire::CommonError;

use crate::shared::attachment::{self, Usage};
use crate::shared::{resource, view};

pub(crate) struct ListPolicies;

impl Operation for ListPolicies {
    type Input = ListPoliciesRequest;
    type Output = ListPoliciesResponse;
    type Error = ListPoliciesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListPoliciesRequest,
    ) -> Result<Demand, ListPoliciesError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let check = resource::list(cx, "iam:ListPolicies", "policy", Some(prefix));
        let printed = Printed::As(format!("policy path {prefix}"));
        Ok(Demand::new(check.printed(printed)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListPoliciesRequest,
    ) -> Result<ListPoliciesResponse, ListPoliciesError> {
        let question = question(&input);
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let after = page.after.as_deref();
        let scope = input.scope.unwrap_or(PolicyScopeType::All);
        let listed = listed(tx, cx.account(), scope, after)
            .filter(|policy| path(policy).starts_with(prefix))
            .map(|policy| {
                let usage = arn(&policy).map(|arn| attachment::usage(tx, cx.account(), &arn));
                (policy, usage.unwrap_or_default())
            })
            .filter(|(_, usage)| {
                input.only_attached != Some(true) || is_used(*usage, input.policy_usage_filter)
            });
        let (policies, marker) = page.take(cx, &question, listed, |(policy, _)| place(policy));
        let policies = policies
            .iter()
            .map(|(policy, usage)| view::listed_policy(policy, *usage));
        Ok(ListPoliciesResponse {
            policies: Some(policies.collect()),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}

fn question(input: &ListPoliciesRequest) -> String {
    let scope = input.scope.unwrap_or(PolicyScopeType::All).as_str();
    let usage = input
        .policy_usage_filter
        .map_or("", PolicyUsageType::as_str);
    let is_attached = input.only_attached == Some(true);
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    format!("ListPolicies/{scope}/{is_attached}/{usage}/{prefix}")
}

/// The policies of a scope that stand after the place: the account's own by name, then those of AWS by ARN.
fn listed<'a>(
    tx: &'a impl Reads,
    account: AccountId,
    scope: PolicyScopeType,
    after: Option<&'a str>,
) -> impl Iterator<Item = AnyPolicy> + 'a {
    let own_after = after.and_then(|place| place.strip_prefix(OWN));
    let aws_after = after.and_then(|place| place.strip_prefix(AWS));
    let is_past_own = scope == PolicyScopeType::Aws || aws_after.is_some();
    let own = (!is_past_own).then(|| policies::list(tx, account, own_after));
    let of_aws = match scope {
        PolicyScopeType::Local => &[],
        PolicyScopeType::All | PolicyScopeType::Aws => aws_managed::all(),
    };
    // The catalog is in order of ARNs.
    let passed =
        of_aws.partition_point(|policy| aws_after.is_some_and(|after| *policy.arn <= *after));
    let own = own.into_iter().flatten().cloned().map(AnyPolicy::Customer);
    own.chain(of_aws.iter().skip(passed).map(AnyPolicy::Aws))
}

/// Whether a policy counts as attached. AWS was observed to heed the usage only where attached ones are asked for, and
/// to count boundaries too where no usage is named.
fn is_used(usage: Usage, kind: Option<PolicyUsageType>) -> bool {
    match kind {
        Some(PolicyUsageType::PermissionsPolicy) => usage.attachments > 0,
        Some(PolicyUsageType::PermissionsBoundary) => usage.boundaries > 0,
        None => usage != Usage::default(),
    }
}

fn path(policy: &AnyPolicy) -> &str {
    match policy {
        AnyPolicy::Customer(policy) => policy.path.as_str(),
        AnyPolicy::Aws(policy) => &policy.path,
    }
}

fn arn(policy: &AnyPolicy) -> Option<Arn> {
    match policy {
        AnyPolicy::Customer(policy) => Some(policy.arn()),
        AnyPolicy::Aws(policy) => policy.arn.parse().ok(),
    }
}

/// Where a policy stands in the listing.
fn place(policy: &AnyPolicy) -> String {
    match policy {
        AnyPolicy::Customer(policy) => format!("{OWN}{}", policy.name.folded()),
        AnyPolicy::Aws(policy) => format!("{AWS}{}", policy.arn),
    }
}

const OWN: &str = "own/";
const AWS: &str = "aws/";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use records::State;

    use super::*;

    #[test]
    fn the_policies_of_aws_are_listed_from_any_place() {
        let tx = ReadTx::new(Arc::new(State::default()));
        let account = "123456789012".parse().unwrap();
        let count = |scope, after: Option<&str>| listed(&tx, account, scope, after).count();
        let whole = aws_managed::all().len();
        for (scope, after, expected) in [
            (PolicyScopeType::All, None, whole),
            (PolicyScopeType::Aws, None, whole),
            (PolicyScopeType::Local, None, 0),
            (PolicyScopeType::All, Some("own/zebra"), whole),
        ] {
            assert_eq!(count(scope, after), expected, "{scope:?} {after:?}");
        }
        let all: Vec<AnyPolicy> = listed(&tx, account, PolicyScopeType::All, None).collect();
        for position in [0, 1, whole / 2, whole - 1] {
            let after = place(&all[position]);
            assert_eq!(
                count(PolicyScopeType::Aws, Some(&after)),
                whole - position - 1
            );
        }
    }

    #[test]
    fn a_boundary_counts_as_attached_unless_permissions_are_asked_for() {
        use PolicyUsageType::{PermissionsBoundary, PermissionsPolicy};
        let usage = |attachments, boundaries| Usage {
            attachments,
            boundaries,
        };
        for (usage, kind, expected) in [
            (usage(0, 0), None, false),
            (usage(0, 1), None, true),
            (usage(1, 0), None, true),
            (usage(0, 1), Some(PermissionsPolicy), false),
            (usage(0, 1), Some(PermissionsBoundary), true),
            (usage(1, 0), Some(PermissionsBoundary), false),
        ] {
            assert_eq!(is_used(usage, kind), expected, "{usage:?} {kind:?}");
        }
    }
}
