//! SimulatePrincipalPolicy: how the policies of a user, group or role answer actions on resources, more policies given as
//! texts included and some of its own left out.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    SimulatePolicyResponse, SimulatePrincipalPolicyError, SimulatePrincipalPolicyRequest,
};

use super::principal::Named;
use super::scenario::{Question, Scenario};
use super::{exclusion, report};

pub(super) struct SimulatePrincipalPolicy;

impl Operation for SimulatePrincipalPolicy {
    type Input = SimulatePrincipalPolicyRequest;
    type Output = SimulatePolicyResponse;
    type Error = SimulatePrincipalPolicyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &SimulatePrincipalPolicyRequest,
    ) -> Result<Demand, SimulatePrincipalPolicyError> {
        let named = Named::parse(cx, &input.policy_source_arn)?;
        Ok(Demand::new(named.check(
            cx,
            tx,
            "iam:SimulatePrincipalPolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: SimulatePrincipalPolicyRequest,
    ) -> Result<SimulatePolicyResponse, SimulatePrincipalPolicyError> {
        let named = Named::parse(cx, &input.policy_source_arn)?;
        let mut principal = named.load::<SimulatePrincipalPolicyError>(cx, tx)?;
        exclusion::apply(&input.policy_exclusion_list, &mut principal)?;
        let question = Question {
            policies: input.policy_input_list,
            boundaries: input.permissions_boundary_policy_input_list,
            actions: input.action_names,
            resources: input.resource_arns,
            resource_policy: input.resource_policy,
            resource_owner: input.resource_owner,
            caller_arn: input.caller_arn,
            context_entries: input.context_entries,
            handling_option: input.resource_handling_option,
        };
        // The account is in no organization yet, so no service control policies bear on the principal.
        let scenario = Scenario::new(cx.account(), question, Some(principal), &[])?;
        let asked = (input.marker.as_deref(), input.max_items);
        report::page(cx, "SimulatePrincipalPolicy", asked, &scenario)
    }
}
