//! The details of a denied request in the shapes of the service.
//! <https://docs.aws.amazon.com/cli/latest/reference/iam-toolbox/get-request-authorization-details.html>

use std::collections::BTreeMap;

use pipeline::{ContextKey, EvaluatedCheck, EvaluatedPolicy};
use policy::Layer;
use shapes::iam_toolbox::{
    AttachedTo, Check, CheckEffect, CheckType, EvaluatedEffect, Evaluation, MatchedPolicy,
    MatchedStatement, PolicyInfo, PolicyType, StatementEffect,
};
use wire::Document;

/// Condition keys by name: a text, or a list of them for a key that may have several.
pub(super) fn context(keys: &[ContextKey]) -> BTreeMap<String, Document> {
    let entries = keys.iter().map(|key| {
        let document = match key.values.as_slice() {
            [one] if !key.is_multivalued => Document::text(one),
            several => Document::texts(several),
        };
        (key.name.clone(), document)
    });
    entries.collect()
}

pub(super) fn evaluation(evaluated: &pipeline::Evaluation) -> Evaluation {
    let matched = evaluated.checks.iter().flat_map(|check| &check.matched);
    Evaluation {
        action: evaluated.action.to_owned(),
        resource: evaluated.resource.clone(),
        context: Some(context(&evaluated.context)),
        evaluated_effect: Some(match evaluated.effect {
            pipeline::CheckEffect::Allow | pipeline::CheckEffect::NoImpact => {
                EvaluatedEffect::Allow
            }
            pipeline::CheckEffect::ImplicitDeny => EvaluatedEffect::ImplicitDeny,
            pipeline::CheckEffect::ExplicitDeny => EvaluatedEffect::ExplicitDeny,
        }),
        // AWS goes on to fill what `checks` has replaced.
        matched_policies: Some(matched.map(matched_policy).collect()),
        checks: Some(evaluated.checks.iter().map(check).collect()),
    }
}

fn check(evaluated: &EvaluatedCheck) -> Check {
    Check {
        check_type: match evaluated.layer {
            Layer::Rcp => CheckType::ResourceControlPolicy,
            Layer::Scp => CheckType::ServiceControlPolicy,
            Layer::VpcEndpoint => CheckType::VpcEndpoint,
            Layer::Resource | Layer::Trust => CheckType::Resource,
            Layer::Identity => CheckType::Principal,
            Layer::Boundary => CheckType::PermissionsBoundary,
            Layer::Session => CheckType::Session,
        },
        evaluated_effect: match evaluated.effect {
            pipeline::CheckEffect::Allow => CheckEffect::Allow,
            pipeline::CheckEffect::NoImpact => CheckEffect::NoImpact,
            pipeline::CheckEffect::ImplicitDeny => CheckEffect::ImplicitDeny,
            pipeline::CheckEffect::ExplicitDeny => CheckEffect::ExplicitDeny,
        },
        // Only the checks of an organization's levels have a target, and there is no organization.
        target_arn: None,
        relevant_policy_types: Some(
            evaluated
                .relevant
                .iter()
                .copied()
                .map(policy_type)
                .collect(),
        ),
        matched_policies: Some(evaluated.matched.iter().map(matched_policy).collect()),
    }
}

fn matched_policy(matched: &pipeline::MatchedPolicy) -> MatchedPolicy {
    let statements = matched.statements.iter().map(|statement| MatchedStatement {
        sid: Some(statement.sid.clone()),
        evaluated_effect: Some(if statement.allows {
            StatementEffect::Allow
        } else {
            StatementEffect::Deny
        }),
    });
    MatchedPolicy {
        uri: matched.uri.clone(),
        matched_statements: Some(statements.collect()),
    }
}

pub(super) fn policy(evaluated: &EvaluatedPolicy) -> PolicyInfo {
    PolicyInfo {
        r#type: Some(policy_type(evaluated.layer)),
        inline: Some(evaluated.is_inline),
        uri: Some(evaluated.uri.clone()),
        attached_to: Some(vec![AttachedTo {
            arn: Some(evaluated.attached_to.clone()),
        }]),
        policy_source: None,
    }
}

fn policy_type(layer: Layer) -> PolicyType {
    match layer {
        Layer::Rcp => PolicyType::ResourceControlPolicy,
        Layer::Scp => PolicyType::ServiceControlPolicy,
        Layer::VpcEndpoint => PolicyType::VpcEndpointPolicy,
        Layer::Resource | Layer::Trust => PolicyType::ResourceBasedPolicy,
        Layer::Identity => PolicyType::IdentityBasedPolicy,
        Layer::Boundary => PolicyType::PermissionsBoundary,
        Layer::Session => PolicyType::SessionPolicy,
    }
}
