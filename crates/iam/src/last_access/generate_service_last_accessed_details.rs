//! GenerateServiceLastAccessedDetails: begins a report on the services that an identity, or whoever has a policy, may use
//! and did use.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    AccessAdvisorUsageGranularityType, GenerateServiceLastAccessedDetailsError,
    GenerateServiceLastAccessedDetailsRequest, GenerateServiceLastAccessedDetailsResponse,
};

use super::job;
use super::snapshot::Snapshot;
use super::target::{self, Target};

pub(crate) struct GenerateServiceLastAccessedDetails;

impl Operation for GenerateServiceLastAccessedDetails {
    type Input = GenerateServiceLastAccessedDetailsRequest;
    type Output = GenerateServiceLastAccessedDetailsResponse;
    type Error = GenerateServiceLastAccessedDetailsError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GenerateServiceLastAccessedDetailsRequest,
    ) -> Result<Demand, GenerateServiceLastAccessedDetailsError> {
        let action = "iam:GenerateServiceLastAccessedDetails";
        Ok(Demand::new(target::check(cx, tx, action, &input.arn)?))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: GenerateServiceLastAccessedDetailsRequest,
    ) -> Result<GenerateServiceLastAccessedDetailsResponse, GenerateServiceLastAccessedDetailsError>
    {
        let target = Target::find::<GenerateServiceLastAccessedDetailsError>(cx, tx, &input.arn)?;
        let policies = target.policies(tx)?;
        let granularity = input
            .granularity
            .unwrap_or(AccessAdvisorUsageGranularityType::ServiceLevel);
        let snapshot = Snapshot::of(
            tx,
            cx.account(),
            policies.iter().map(|granting| granting.policy.as_ref()),
            target.entities(tx, cx),
            (granularity, cx.seconds()),
        );
        let id = job::begin(cx, tx, &snapshot)?;
        Ok(GenerateServiceLastAccessedDetailsResponse { job_id: Some(id) })
    }
}
