//! Answers in AWS's form: one result for each action, with one for each of its resources inside.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>

use std::collections::BTreeMap;

use pipeline::{Context, Page};
use policy::Fault;
use shapes::iam::{
    EvaluationResult, InvalidInput, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail,
    PolicyEvaluation, PolicyEvaluationDecisionType as Decision, ResourceSpecificResult,
    SimulatePolicyResponse, Statement,
};

use super::action::{self, EVERYTHING};
use super::decision::{Answer, stricter};
use super::scenario::Scenario;
use super::{errors, resource_template};

/// Where the page begins and how many actions it may have.
pub(super) type Asked<'a> = (Option<&'a str>, Option<i32>);

/// One page of results, in the order of the actions. A marker is bound to the operation alone: AWS was observed to go on
/// by number with whatever the next request asks.
///
/// # Errors
/// `InvalidInput` for a marker that was not given out, `PolicyEvaluation` for a policy that cannot be evaluated.
pub(super) fn page<E>(
    cx: &Context<'_>,
    operation: &str,
    (marker, max_items): Asked<'_>,
    scenario: &Scenario,
) -> Result<SimulatePolicyResponse, E>
where
    E: From<InvalidInput> + From<PolicyEvaluation>,
{
    let page = Page::of(cx, operation, marker, max_items).map_err(|_| errors::invalid_marker())?;
    let done = page.after.as_deref().map(str::parse::<usize>).transpose();
    let done = done
        .map_err(|_| errors::invalid_marker())?
        .unwrap_or_default();
    let rest = scenario.actions.iter().enumerate().skip(done);
    let (actions, marker) = page.take(cx, operation, rest, |(at, _)| (at + 1).to_string());
    let results = actions
        .into_iter()
        .map(|(_, action)| result(scenario, action));
    let results: Vec<EvaluationResult> = results
        .collect::<Result<_, Fault>>()
        .map_err(errors::unevaluable)?;
    Ok(SimulatePolicyResponse {
        evaluation_results: Some(results),
        is_truncated: Some(marker.is_some()),
        marker,
    })
}

/// All answers on one action.
fn result(scenario: &Scenario, action: &str) -> Result<EvaluationResult, Fault> {
    let resources = scenario.resources.as_slice();
    let answers = resources
        .iter()
        .map(|resource| scenario.decide(action, resource));
    let answers: Vec<Answer> = answers.collect::<Result<_, Fault>>()?;
    let decision = answers
        .iter()
        .map(|answer| answer.decision)
        .reduce(stricter);
    let decision = decision.unwrap_or(Decision::ImplicitDeny);
    let organization = all(answers.iter().map(|answer| answer.organization));
    let are_particular = action::are_particular(resources);
    let by_resource = resources
        .iter()
        .zip(&answers)
        .map(|(resource, answer)| of_resource(resource, answer, resources.len() == 1));
    Ok(EvaluationResult {
        eval_action_name: action.to_owned(),
        eval_resource_name: Some(resource_name(action, resources)),
        eval_decision: decision,
        matched_statements: Some(union(&answers, decision)),
        missing_context_values: Some(missing(&answers)),
        organizations_decision_detail: organization.map(|allows| OrganizationsDecisionDetail {
            allowed_by_organizations: Some(allows),
        }),
        permissions_boundary_decision_detail: boundary_detail(all(answers
            .iter()
            .map(|answer| answer.boundary))),
        // AWS documents that nothing is evaluated any more once the organization denies.
        eval_decision_details: (are_particular && organization != Some(false))
            .then(|| details(&answers)),
        resource_specific_results: are_particular.then(|| by_resource.collect()),
    })
}

/// One answer inside the result of its action. AWS was observed to show what is empty of the only one, and to leave it out
/// of one among several.
fn of_resource(resource: &str, answer: &Answer, is_only: bool) -> ResourceSpecificResult {
    let matched: Vec<Statement> = union(std::slice::from_ref(answer), answer.decision);
    let missing = answer.missing.clone();
    ResourceSpecificResult {
        eval_resource_name: resource.to_owned(),
        eval_resource_decision: answer.decision,
        matched_statements: Some(matched).filter(|matched| is_only || !matched.is_empty()),
        missing_context_values: Some(missing).filter(|missing| is_only || !missing.is_empty()),
        eval_decision_details: answer.details.clone(),
        permissions_boundary_decision_detail: boundary_detail(answer.boundary),
    }
}

/// The resource where there is one, a template where there are several.
fn resource_name(action: &str, resources: &[String]) -> String {
    match resources {
        [] => EVERYTHING.to_owned(),
        [only] => only.clone(),
        _ => resource_template::display_name(action),
    }
}

/// The statements of all answers, each once; where one denies, only those that do.
fn union(answers: &[Answer], decision: Decision) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for matched in answers.iter().flat_map(|answer| &answer.matched) {
        let decides = decision != Decision::ExplicitDeny || matched.is_deny;
        if decides && !statements.contains(&matched.statement) {
            statements.push(matched.statement.clone());
        }
    }
    statements
}

fn missing(answers: &[Answer]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for key in answers.iter().flat_map(|answer| &answer.missing) {
        if !missing.contains(key) {
            missing.push(key.clone());
        }
    }
    missing
}

/// The strictest word of each part; nothing inside one account.
fn details(answers: &[Answer]) -> BTreeMap<String, Decision> {
    let mut strictest: BTreeMap<String, Decision> = BTreeMap::new();
    for (part, decision) in answers
        .iter()
        .filter_map(|answer| answer.details.as_ref())
        .flatten()
    {
        let so_far = strictest.entry(part.clone()).or_insert(*decision);
        *so_far = stricter(*so_far, *decision);
    }
    strictest
}

fn boundary_detail(allows: Option<bool>) -> Option<PermissionsBoundaryDecisionDetail> {
    allows.map(|allows| PermissionsBoundaryDecisionDetail {
        allowed_by_permissions_boundary: Some(allows),
    })
}

/// Whether all that say something say yes.
fn all(said: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    said.flatten().reduce(|one, other| one && other)
}
