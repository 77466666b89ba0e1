//! SimulateCustomPolicy: how policies given as texts answer actions on resources.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{SimulateCustomPolicyError, SimulateCustomPolicyRequest, SimulatePolicyResponse};

use super::report;
use super::scenario::{Question, Scenario};

pub(super) struct SimulateCustomPolicy;

impl Operation for SimulateCustomPolicy {
    type Input = SimulateCustomPolicyRequest;
    type Output = SimulatePolicyResponse;
    type Error = SimulateCustomPolicyError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &SimulateCustomPolicyRequest,
    ) -> Result<Demand, SimulateCustomPolicyError> {
        Ok(Demand::new(Check::on_anything("iam:SimulateCustomPolicy")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: SimulateCustomPolicyRequest,
    ) -> Result<SimulatePolicyResponse, SimulateCustomPolicyError> {
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
        let organization = &input.ordered_organization_policy_input_list;
        let scenario = Scenario::new(cx.account(), question, None, organization)?;
        let asked = (input.marker.as_deref(), input.max_items);
        report::page(cx, "SimulateCustomPolicy", asked, &scenario)
    }
}
